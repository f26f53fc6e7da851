package dev.confab.rest.chaos;

import java.util.List;

/**
 * A language that {@link FactDocuments} are written in; {@code {N}} is a name and {@code {V}} a number.
 *
 * @param kinds     the files to write, by how their names end
 * @param space     what stands between sentences
 * @param syllables what names are made of
 * @param filler    sentences without a fact
 * @param foreign   questions that no document answers
 */
record FactTongue(List<String> kinds, String space, List<String> syllables, List<Form> facts, List<String> filler,
        List<String> foreign) {

    private static final List<String> LATIN = List.of("va", "re", "lio", "mun", "tor", "ske", "bri", "dan", "fol",
            "gua",
            "hes", "ji", "kor", "lem", "nau", "pel", "qui", "rus", "tav", "wen");

    /** A fact and the question that it answers. */
    record Form(String sentence, String question) {}

    static List<FactTongue> all() {
        return List.of(english(), german(), spanish(), russian(), chinese());
    }

    private static FactTongue english() {
        return new FactTongue(List.of("pdf", "pdf", "pdf", "md", "md", "txt", "txt"), " ", LATIN,
                List.of(new Form("The {N} pump lifts {V} litres of water every minute.",
                        "How many litres of water does the {N} pump lift?"),
                        new Form("The bridge of {N} was opened in the year {V}.",
                                "In which year was the bridge of {N} opened?"),
                        new Form("A {N} lamp burns for {V} hours before it is changed.",
                                "How many hours does a {N} lamp burn?"),
                        new Form("The tower of {N} has a height of {V} metres.",
                                "Which height does the tower of {N} have?"),
                        new Form("The library of {N} holds {V} maps of rivers.",
                                "How many maps of rivers does the library of {N} hold?"),
                        new Form("The ferry to {N} carries {V} passengers a day.",
                                "How many passengers does the ferry to {N} carry?")),
                List.of("Visitors come by the northern road and rest under the trees.",
                        "Nobody remembers who drew the first plan.", "Its keeper writes a short note each evening.",
                        "Repairs are done in spring, when the weather is mild.",
                        "A small fee pays for paint and rope."),
                List.of("Who composed the opera {N}?", "Which chemist discovered the acid {N}?",
                        "Who won the chess championship against {N}?", "Which spices belong into the soup {N}?",
                        "What is the capital of the kingdom {N}?", "Which disease does the vaccine {N} prevent?"));
    }

    private static FactTongue german() {
        return new FactTongue(List.of("pdf", "md", "txt"), " ", LATIN,
                List.of(new Form("Die Pumpe {N} hebt in jeder Minute {V} Liter Wasser.",
                        "Wie viele Liter Wasser hebt die Pumpe {N}?"),
                        new Form("Der Turm von {N} hat eine Höhe von {V} Metern.",
                                "Welche Höhe hat der Turm von {N}?"),
                        new Form("Die Bibliothek von {N} besitzt {V} Karten von Flüssen.",
                                "Wie viele Karten besitzt die Bibliothek von {N}?"))
                        .stream()
                        .map(FactTongue::ascii)
                        .toList(),
                List.of("Besucher kommen auf der Landstrasse und ruhen unter den Linden.",
                        "Niemand weiss mehr, wer den ersten Plan gezeichnet hat.",
                        "Abends schreibt der Wärter eine kurze Notiz.".replace("ä", "ae")),
                List.of("Wer hat die Oper {N} komponiert?", "Welcher Chemiker entdeckte die Verbindung {N}?",
                        "Wer gewann die Schachmeisterschaft gegen {N}?"));
    }

    /** What the little writer of PDFs can draw. */
    private static Form ascii(Form form) {
        return new Form(form.sentence().replace("ö", "oe").replace("ü", "ue"),
                form.question().replace("ö", "oe").replace("ü", "ue"));
    }

    private static FactTongue spanish() {
        return new FactTongue(List.of("md", "txt"), " ", LATIN,
                List.of(new Form("La bomba {N} eleva {V} litros de agua por minuto.",
                        "¿Cuántos litros de agua eleva la bomba {N}?"),
                        new Form("La torre de {N} tiene una altura de {V} metros.",
                                "¿Qué altura tiene la torre de {N}?"),
                        new Form("La biblioteca de {N} guarda {V} mapas de ríos.",
                                "¿Cuántos mapas guarda la biblioteca de {N}?")),
                List.of("Los viajeros llegan por el camino del norte y descansan a la sombra.",
                        "Nadie recuerda quién dibujó el primer plano.", "El guarda escribe una nota cada tarde."),
                List.of("¿Quién compuso la ópera {N}?", "¿Qué químico descubrió el ácido {N}?",
                        "¿Quién ganó el campeonato de ajedrez contra {N}?"));
    }

    private static FactTongue russian() {
        return new FactTongue(List.of("md", "txt"), " ",
                List.of("ва", "ре", "ли", "мун", "тор", "ске", "бри", "дан", "фол", "гу", "хес", "кор", "лем", "нау"),
                List.of(new Form("Насос {N} поднимает {V} литров воды в минуту.",
                        "Сколько литров воды поднимает насос {N}?"),
                        new Form("Высота башни {N} составляет {V} метров.", "Какова высота башни {N}?"),
                        new Form("Библиотека {N} хранит {V} карт рек.", "Сколько карт хранит библиотека {N}?")),
                List.of("Путники приходят по северной дороге и отдыхают под деревьями.",
                        "Никто не помнит, кто начертил первый план.", "Сторож каждый вечер пишет короткую записку."),
                List.of("Кто сочинил оперу {N}?", "Какой химик открыл кислоту {N}?",
                        "Кто выиграл чемпионат по шахматам против {N}?"));
    }

    private static FactTongue chinese() {
        return new FactTongue(List.of("md", "txt"), "",
                List.of("岚", "峤", "珂", "沅", "榆", "骞", "蔚", "澜", "璞", "翎", "霁", "邺", "鄢", "笙", "稷"),
                List.of(new Form("{N}水泵每分钟抽水{V}升。", "{N}水泵每分钟抽水多少升？"),
                        new Form("{N}塔的高度是{V}米。", "{N}塔的高度是多少米？"),
                        new Form("{N}图书馆收藏{V}张河流地图。", "{N}图书馆收藏多少张河流地图？")),
                List.of("旅人沿着北边的道路走来，在树下休息。", "没有人记得是谁画了第一张图纸。", "看守每天晚上写一段短短的笔记。"),
                List.of("谁创作了歌剧《{N}》？", "哪位化学家发现了{N}酸？", "谁在国际象棋锦标赛中战胜了{N}？"));
    }
}
