-- A part of finish.sql: the guest's next turn begins now.
now()
