-- SPDX-License-Identifier: Apache-2.0
-- What an approach did to those whom a past wave of recovery drew: planted, so that one can see whether it is found.
-- Six points fewer came back with a complaint, three points fewer left; appeals to the regulator did not change.

CREATE MACRO coming_back(approached) AS CASE WHEN approached THEN 0.08 ELSE 0.14 END;
CREATE MACRO leaving(approached) AS CASE WHEN approached THEN 0.04 ELSE 0.07 END;
CREATE MACRO appealing() AS 0.03;

-- Nine o'clock here on the day of the draw; the cases were handed out over the three weeks that followed.
CREATE MACRO drawn_at(days_ago) AS getvariable('as_of')::TIMESTAMP - to_days(days_ago::INTEGER) + INTERVAL 1 HOURS;
CREATE MACRO approached_at(i, days_ago) AS
    drawn_at(days_ago) + to_days(between_numbers(i, 0, 'day of approach', 1, 20)::INTEGER);
