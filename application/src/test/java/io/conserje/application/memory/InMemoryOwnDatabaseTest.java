package io.conserje.application.memory;

import io.conserje.application.fixture.SettableClock;
import io.conserje.application.process.Closure;
import io.conserje.application.process.Closures;
import io.conserje.application.process.ClosuresContract;
import io.conserje.application.process.Processes;
import io.conserje.application.process.ProcessesContract;
import java.time.Duration;
import java.util.List;

final class InMemoryOwnDatabaseTest implements ClosuresContract, ProcessesContract {

    private final SettableClock clock = new SettableClock();
    private final InMemory.OwnDatabase database = InMemory.ownDatabase(clock);

    @Override
    public Closures closures() {
        return database;
    }

    @Override
    public void givenClosures(List<Closure> closures) {
        closures.forEach(database::close);
    }

    @Override
    public void givenEpochs(int schema, int oldestProcess) {
        database.epochs(schema, oldestProcess);
    }

    @Override
    public Processes processes() {
        return database;
    }

    @Override
    public void age(Duration duration) {
        clock.advance(duration);
    }
}
