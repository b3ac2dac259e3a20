--liquibase formatted sql logicalFilePath:io/conserje/db/0013_plan_endings.sql

--changeset conserje:0013_plan_endings splitStatements:false
--comment The system ends messages by their key, whatever the statistics say.

-- A message is pending as long as it has no end. Said by the state, as before, the policy lets the planner read all that is
-- pending by its partial index, which statistics of an empty queue make look as good as the key.
drop policy system_update on conserje.inbox;
create policy system_update on conserje.inbox for update to conserje_system
  using (ended_at is null)
  with check (state = 'handled' and ended_at is not null);

--rollback drop policy system_update on conserje.inbox;
--rollback create policy system_update on conserje.inbox for update to conserje_system
--rollback   using (state = 'pending')
--rollback   with check (state = 'handled');
