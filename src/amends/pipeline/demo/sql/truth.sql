-- SPDX-License-Identifier: Apache-2.0
-- What was planted, for tests and nobody else: it is written beside the feeds and never fed to the pipeline.

SELECT
    customer_id, cause, trouble, CASE WHEN cause IS NULL THEN 0 ELSE severity END AS severity, complains,
    dissatisfied_probability,
    wave, treated,
    uniform(i, 0, 'comes back') < coming_back(true) AS comes_back_if_treated,
    uniform(i, 0, 'comes back') < coming_back(false) AS comes_back_if_held_out,
    uniform(i, 0, 'leaves') < leaving(true) AS leaves_if_treated,
    uniform(i, 0, 'leaves') < leaving(false) AS leaves_if_held_out
FROM people
