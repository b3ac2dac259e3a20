-- A part, with its :names.
one as (select :value)
