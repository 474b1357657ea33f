-- SPDX-License-Identifier: Apache-2.0
-- What was planted, for tests and nobody else: it is written beside the feeds and never fed to the pipeline.

SELECT
    customer_id, cause, trouble, CASE WHEN cause IS NULL THEN 0 ELSE severity END AS severity, complains,
    dissatisfied_probability
FROM people
