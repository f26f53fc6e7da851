/** The values, rules and ports of a chat. */
module dev.confab.domain {
    requires static org.jspecify;
}
