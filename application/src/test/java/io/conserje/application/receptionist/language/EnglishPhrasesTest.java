package io.conserje.application.receptionist.language;

final class EnglishPhrasesTest implements PhrasesContract {

    @Override
    public Phrases phrases() {
        return new EnglishPhrases();
    }
}
