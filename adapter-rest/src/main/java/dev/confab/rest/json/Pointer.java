package dev.confab.rest.json;

/** JSON Pointers (RFC 6901) that name a client's own fields only where those look like names. */
public final class Pointer {

    /** The body itself. */
    public static final String ROOT = "";
    private static final int LONGEST_NAME = 64;

    private Pointer() {}

    /** The pointer to a member, or to the object itself when the member's name may hold more than a name. */
    public static String to(String object, String member) {
        return isName(member) ? object + "/" + member : object;
    }

    static String to(String array, int index) {
        return array + "/" + index;
    }

    private static boolean isName(String member) {
        if (member.isEmpty() || member.length() > LONGEST_NAME) {
            return false;
        }
        for (int at = 0; at < member.length(); at++) {
            char c = member.charAt(at);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
                    || c == '-' || c == '.';
            if (!plain) {
                return false;
            }
        }
        return true;
    }
}
