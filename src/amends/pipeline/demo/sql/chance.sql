-- SPDX-License-Identifier: Apache-2.0
-- Chance without a generator's state: every draw is a hash of customer, slot (a month or a running number),
-- the draw's name and the seed. So any row can be made alone, in any order, on any number of threads, and the
-- same seed gives the same rows. Names keep draws apart; add one freely, it changes no other.

CREATE MACRO scrambled(i, slot, draw) AS
    hash(i * 64 + slot + (hash(getvariable('seed') || '/' || draw) >> 2)::BIGINT);

-- Uniform in [0, 1): the upper 53 bits of the hash.
CREATE MACRO uniform(i, slot, draw) AS (scrambled(i, slot, draw) >> 11) * 1.1102230246251565e-16;

-- Standard normal, by Box and Muller from the two halves of one hash.
CREATE MACRO normal(i, slot, draw) AS
    sqrt(-2e0 * ln((scrambled(i, slot, draw) >> 32) * 2.3283064365386963e-10 + 1e-10))
    * cos((scrambled(i, slot, draw) & 4294967295) * 1.4629180792671596e-9);

-- A count with that mean, more spread than Poisson (geometric), as counts of incidents are.
CREATE MACRO incidents(i, slot, draw, mean) AS
    floor(ln(1 - uniform(i, slot, draw)) / ln(greatest(mean, 1e-9) / (1 + greatest(mean, 1e-9))))::BIGINT;

-- A whole number from `least` to `most`, both included.
CREATE MACRO between_numbers(i, slot, draw, least, most) AS
    least + floor(uniform(i, slot, draw) * (most - least + 1))::BIGINT;

-- The moment `days_ago` days before the run, at a time when people are up: 8 to 20 o'clock here, 0 to 12 in UTC.
CREATE MACRO moment(i, slot, draw, days_ago) AS
    getvariable('as_of')::TIMESTAMP - to_days(days_ago::INTEGER) + to_minutes(between_numbers(i, slot, draw, 0, 719));

-- What has not happened by the start of the day of the run, here, is not known yet.
CREATE MACRO known(happens_at) AS
    CASE WHEN happens_at < getvariable('as_of')::TIMESTAMP - INTERVAL 8 HOURS THEN happens_at END;
