package dev.confab.application.contract;

import static dev.confab.application.contract.TurnFixtures.completed;
import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.search.Candidate;
import dev.confab.domain.search.Extract;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchHit;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnOpening;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised about searching messages and titles. */
public abstract class MessageSearchContract extends StoreContract {

    /** Returns the search over the store to be tested. */
    protected abstract MessageSearch search();

    /** Gives a session a title. */
    protected abstract void entitle(Owner owner, SessionId session, PlainText title);

    private SessionId said(String... messages) {
        SessionId session = open(asking(messages[0])).session().id();
        for (int at = 1; at < messages.length; at++) {
            open(asking(messages[at]).in(session));
        }
        return session;
    }

    private SearchPage find(String query) {
        return find(ada, query, 20);
    }

    private SearchPage find(Owner owner, String query, int limit) {
        return search().search(owner, SearchQuery.of(Sought.of(PlainText.of(query)), limit));
    }

    private List<String> found(String query) {
        return texts(find(query));
    }

    private static List<String> texts(SearchPage page) {
        return page.hits().stream().map(hit -> hit.found().text().value()).toList();
    }

    private static String marked(SearchHit hit) {
        return hit.extract()
                .segments()
                .stream()
                .map(each -> each.match() ? "[" + each.text() + "]" : each.text())
                .collect(Collectors.joining());
    }

    @Test
    final void search_afterAWrite_findsItAtOnce() {
        TurnOpening.Opened opened = open(asking("Which motor turns the knee?"));
        Candidate question = find("knee").hits().getFirst().found();
        assertEquals(opened.question().id(), question.message().orElseThrow());
        assertEquals(opened.session().id(), question.session());
        assertEquals(1, question.seq());
        assertEquals(Optional.of(Role.USER), question.role());
        assertEquals(opened.question().createdAt(), question.at());

        close(opened, completed("A servo turns it."));
        Candidate answer = find("servo").hits().getFirst().found();
        assertEquals(2, answer.seq());
        assertEquals(Optional.of(Role.ASSISTANT), answer.role());

        open(asking("And the elbow?").in(opened.session().id()));
        assertEquals(List.of("And the elbow?"), found("elbow"));
        assertTrue(find("elbow").complete());
    }

    @Test
    final void search_ofAnotherOwner_findsNothing() {
        said("The gearbox trades speed for torque.");

        assertEquals(SearchPage.EMPTY, find(bob, "gearbox", 20));
        assertEquals(1, find("gearbox").hits().size());
    }

    @Test
    final void search_ofABranch_findsBothCopies() {
        TurnOpening.Opened first = open(asking("Tell me about gearboxes"));
        close(first, completed("A gearbox trades speed."));
        Message second = open(asking("And motors?").in(first.session().id())).question();
        open(asking("And servos?").in(first.session().id()).insteadOf(second.id()));

        assertEquals(2, find("gearbox trades").hits().size());
        assertEquals(1, find("servos").hits().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ar | تحتاج المحركات الكهربائية إلى جهد | محرك | المحركات
            ar | سَأَلْتُ عن الكِتَابِ | الكتاب | الكِتَابِ
            de | Die Getriebe der Motoren sind aus Stahl. | motor | Motoren
            de | Die Straße ist gesperrt. | STRASSE | Straße
            el | Οι κινητήρες χρειάζονται τάση | κινητηρες | κινητήρες
            el | Ο σερβοκινητήρας κρατά τη γωνία | ΓΩΝΊΑ | γωνία
            en | Gearboxes trade speed for torque. | gearbox | Gearboxes
            en | The café is closed. | cafe | café
            es | ¿Cuántas revoluciones hace el motor? | revolución cuantas | Cuántas
            hi | मोटरों को बारह वोल्ट चाहिए | मोटर वोल्ट | मोटरों
            hi | यह किताबें अच्छी हैं | किताब | किताबें
            ro | Câte rotații face motorul? | rotatii | rotații
            ro | Mașina are două motoare | masina | Mașina
            ru | Двигатели требуют напряжения | двигатель | Двигатели
            ru | Ёлка стоит в углу | елка | Ёлка
            th | มอเตอร์เซอร์โวหมุนไปยังมุมที่กำหนด | เซอร์โว | เซอร์โว
            tr | Motorların İstanbul'da gücü yeterli | istanbul | İstanbul
            tr | Motorların gücü ışık gibi | motorlar isik | Motorların
            vi | Động cơ cần điện áp mười hai vôn | điện áp | điện
            vi | Động cơ cần điện áp | dong co | Động
            zh | 伺服电机需要十二伏的电压 | 电压 | 电压
            zh | 机器学习是一门科学 | 学 | 学
            ja | サーボモーターは角度を保つ | モーター | モーター
            ko | 모터는 전압이 필요하다 | 전압 | 전압이
            he | המנוע צריך מתח | מתח | מתח
            """)
    final void search_inManyLanguages_findsWhatIsSaid(String language, String text, String query, String mark) {
        said("Something else entirely", text, "0815");

        SearchPage page = find(query);
        assertEquals(List.of(text), texts(page), language);
        assertFalse(page.relaxed());
        assertTrue(page.hits().getFirst().extract().segments().contains(new Extract.Segment(mark, true)),
                marked(page.hits().getFirst()));
    }

    @Test
    final void search_whileTheLastWordIsTyped_findsWhatBeginsSo() {
        said("The voltage of the knee servo", "Voltaire wrote letters");

        assertEquals(2, found("volta").size());
        assertEquals(List.of("The voltage of the knee servo"), found("knee volta"));
        assertEquals(List.of("The voltage of the knee servo"), found("voltag"));
        assertEquals(List.of(), found("volta "));
        assertEquals(List.of(), found("volta, "));
    }

    @Test
    final void search_forWordsInQuotes_findsThemAsTheyStand() {
        said("trades speed for torque", "for speed it trades torque", "he trade speed", "速度换扭矩", "扭矩换速度");

        assertEquals(List.of("trades speed for torque"), found("\"trades speed\""));
        assertEquals(List.of("trades speed for torque"), found("torque “speed for”"));
        assertEquals(List.of("he trade speed"), found("\"trade spee"));
        assertEquals(List.of(), found("\"trade spee\""));
        assertEquals(List.of("扭矩换速度"), found("「扭矩换」"));
        assertEquals(List.of("速度换扭矩"), found("度换扭"));
    }

    @Test
    final void search_forSeveralWords_findsWhatHasAllOfThem_elseWhatHasHalf() {
        said("servo motors hold an angle", "servo of steel", "gears of steel", "nothing of it");

        assertEquals(List.of("servo of steel"), found("steel servo"));
        SearchPage relaxed = find("steel servo copper");
        assertTrue(relaxed.relaxed());
        assertEquals(List.of("servo of steel"), texts(relaxed));
        assertEquals(List.of(), found("copper zinc"));
        assertFalse(find("copper zinc").relaxed());
    }

    @Test
    final void search_ranksByHowWellItFits_thenTheNewestFirst() {
        said("servo servo servo", "about many other things there is one servo " + "more and ".repeat(60), "one servo",
                "two servo", "servos");
        List<String> found = found("servo ");
        assertEquals(List.of("servo servo servo", "two servo", "one servo", "servos"), found.subList(0, 4));
        assertTrue(found.get(4).startsWith("about many other things"));

        said("an angle of any servo", "of the servo angle");
        assertEquals(List.of("of the servo angle", "an angle of any servo"), found("servo angle"));
    }

    @Test
    final void search_byPages_tellsEachHitOnceAlsoWhileMoreIsSaid() {
        SessionId session = said("servo 0");
        for (int at = 1; at < 25; at++) {
            open(asking("servo " + at + " more".repeat(at % 3)).in(session));
        }
        List<String> all = texts(find(ada, "servo ", 100));
        assertEquals(25, all.size());

        var told = new ArrayList<String>();
        SearchQuery query = SearchQuery.of(Sought.of(PlainText.of("servo ")), 4);
        SearchPage page = search().search(ada, query);
        told.addAll(texts(page));
        while (page.next().isPresent()) {
            open(asking("servo servo servo later").in(session));
            page = search().search(ada, query.after(page.next().get()));
            told.addAll(texts(page));
        }

        assertEquals(all, told);
        assertEquals(25, new HashSet<>(told).size());
    }

    @Test
    final void search_withinLimits_findsNothingElse() {
        SessionId one = said("servo one");
        TurnOpening.Opened opened = open(asking("servo two").in(one));
        close(opened, completed("servo three"));
        said("servo four");
        List<Message> log = store().readMessages(ada, one, 0, SessionStore.MAX_PAGE);
        Sought servo = Sought.of(PlainText.of("servo"));
        Optional<SessionId> none = Optional.empty();

        assertEquals(4, find("servo").hits().size());
        assertEquals(3, count(new SearchQuery(servo, Optional.of(one), Optional.empty(), Optional.empty(),
                Optional.empty(), 20, Optional.empty())));
        assertEquals(1, count(new SearchQuery(servo, none, Optional.of(Role.ASSISTANT), Optional.empty(),
                Optional.empty(), 20, Optional.empty())));
        assertEquals(1, count(new SearchQuery(servo, Optional.of(one), Optional.empty(), Optional.empty(),
                Optional.of(log.get(1).createdAt()), 20, Optional.empty())));
        assertEquals(2, count(new SearchQuery(servo, Optional.of(one), Optional.empty(),
                Optional.of(log.get(1).createdAt()), Optional.empty(), 20, Optional.empty())));
    }

    private int count(SearchQuery query) {
        return search().search(ada, query).hits().size();
    }

    @Test
    final void search_forWordsOfATitle_findsTheSession() {
        SessionId session = said("What is torque?");
        entitle(ada, session, PlainText.of("Motors and gears"));

        SearchHit hit = find("gears").hits().getFirst();
        assertEquals(session, hit.found().session());
        assertEquals(Optional.empty(), hit.found().message());
        assertEquals("Motors and [gears]", marked(hit));
        assertEquals(Optional.of(PlainText.of("Motors and gears")), find("torque").hits().getFirst().found().title());

        entitle(ada, session, PlainText.of("Servos"));
        assertEquals(List.of(), found("gears"));
        assertEquals(List.of("Servos"), found("servos"));
    }

    @Test
    final void extract_ofALongText_showsWhereMostIsFound() {
        String text = "gearbox " + "and so on ".repeat(50)
                + "the gearbox trades <b>speed</b> 🦿 for torque, the gearbox does"
                + " and so forth".repeat(50);
        said(text);

        SearchHit hit = find("gearbox torque").hits().getFirst();
        Extract extract = hit.extract();
        String shown = extract.segments().stream().map(Extract.Segment::text).collect(Collectors.joining());
        assertTrue(marked(hit).contains("the [gearbox] trades <b>speed</b> 🦿 for [torque], the [gearbox] does"),
                marked(hit));
        assertEquals(text.substring(extract.from(), extract.from() + shown.length()), shown);
        assertTrue(shown.length() <= Extract.LONGEST && !extract.begins() && !extract.ends());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\"", "\"\"", "\"\"\"", "?!.,;", "&|!():*<->'\\", "🦿", "\n\t", "”“", "\u0301" })
    final void search_forNothing_findsNothing(String query) {
        said("Is there anything? & | ! ( ) : * <-> ' \\ 🦿");

        assertEquals(SearchPage.EMPTY, find(query));
    }

    @ParameterizedTest
    @ValueSource(strings = { "servo & ! | gone", "servo') DROP TABLE messages; --", "servo:*", "'servo'", "servo\\",
            "%servo_",
            "~servo", "{servo}", "SERVO <-> AND OR NOT" })
    final void search_withOperators_takesThemForPunctuation(String query) {
        said("a servo");

        assertTrue(find(query).hits().size() <= 1);
        assertEquals(List.of("a servo"), found("servo"));
    }

    @Test
    final void search_forTextsOfAllKinds_ends() {
        String giant = "x".repeat(100_000);
        String wide = "🦿a\uD83E\uDDBF".repeat(1_000);
        var words = new StringBuilder();
        for (int at = 0; at < 30_000; at++) {
            words.append("word").append(at).append(' ');
        }
        said(giant, wide, words.toString(), "……", "最高".repeat(20_000));

        assertEquals(1, find("xxxx").hits().size());
        assertEquals(1, find("word17").hits().size());
        assertEquals(1, find("\"word17 word18\"").hits().size());
        assertEquals(1, find("高最高").hits().size());
        assertEquals(List.of(), found("y".repeat(Sought.LONGEST)));
        assertEquals(List.of(), found("( ".repeat(Sought.LONGEST / 2)));
        find("a b c d e f g h i j k l m n o p q r s t u v w x y z ".repeat(9));
        assertThrows(IllegalArgumentException.class, () -> Sought.of(PlainText.of("y".repeat(Sought.LONGEST + 1))));
    }
}
