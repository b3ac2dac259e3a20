package io.conserje.application.receptionist.language;

final class SpanishPhrasesTest implements PhrasesContract {

    @Override
    public Phrases phrases() {
        return new SpanishPhrases();
    }
}
