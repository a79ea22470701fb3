-- What each body's general ledger charged to each limit and category, from its lines.
--
-- A row is what was charged in the months from_period to period. Of a ledger that is sent month by
-- month they are the same. One that reports the year to date tells what came since its last report:
-- that is one month, or the months for which there is no report and those that it ends with.
WITH summed AS (
    SELECT body, resource_limit, category, to_date, period,
        CAST(SUM(charge_pence) AS BIGINT) AS charge_pence,
        COUNT(*) AS lines
    FROM lines
    WHERE resource_limit <> ''
    GROUP BY body, resource_limit, category, to_date, period
), moved AS (
    SELECT body, resource_limit, category, period, lines,
        CASE WHEN to_date THEN 1 + LAG(period, 1, 0) OVER reports ELSE period END AS from_period,
        charge_pence - CASE WHEN to_date THEN LAG(charge_pence, 1, 0) OVER reports ELSE 0 END
            AS charge_pence
    FROM summed
    WINDOW reports AS (
        PARTITION BY body, resource_limit, category, to_date ORDER BY period
    )
)
SELECT
    body,
    resource_limit,
    category,
    CAST(MIN(from_period) AS INTEGER) AS from_period,
    period,
    CAST(SUM(charge_pence) AS BIGINT) AS charge_pence,
    CAST(SUM(lines) AS BIGINT) AS lines
FROM moved
GROUP BY body, resource_limit, category, period
ORDER BY body, resource_limit, category, period
