-- The actual to date of every group of every level, by category, in revenue, as of month $month.
--
-- Members are those at the end of the month; a member's whole year goes with it. A sum over bodies is
-- not pooled: no body may spend it, and its duty is tested per body.
WITH actual AS (
    SELECT body, category, CAST(SUM(pence) AS BIGINT) AS pence
    FROM figures
    WHERE resource_limit = 'revenue'
        AND source = 'actuals'
        AND CASE WHEN to_date THEN period = $month ELSE period <= $month END
    GROUP BY body, category
)
SELECT
    memberships.kind,
    memberships.parent,
    actual.category,
    COUNT(*) AS bodies,
    CAST(SUM(actual.pence) AS BIGINT) AS actual_ytd_pence
FROM actual
JOIN memberships ON memberships.body = actual.body AND memberships.period = $month
GROUP BY memberships.kind, memberships.parent, actual.category
ORDER BY memberships.kind, memberships.parent, actual.category
