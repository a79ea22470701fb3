-- The actual to date of every group of every level, by category, in revenue, as of month $month.
--
-- Members are those at the end of the month; a member's whole year goes with it. A sum over bodies is
-- not pooled: no body may spend it, and its duty is tested per body. Members of other books are not
-- in it. Where one member's actual is not known, because a month was not reported, the sum is NULL
-- and never short of it; not_known names these members.
WITH revenue AS (
    SELECT body, category, source, period, pence, adjusting, to_date
    FROM figures
    WHERE resource_limit = 'revenue'
        AND source IN ('actuals', 'forecasts')
        AND period <= $month
), actual AS (
    SELECT body, category, CAST(SUM(pence) AS BIGINT) AS pence
    FROM revenue
    WHERE source = 'actuals' AND (period = $month OR NOT to_date)
    GROUP BY body, category
), body_reports AS (
    SELECT body,
        CASE
            WHEN BOOL_OR(to_date) THEN BOOL_OR(period = $month)
            ELSE COUNT(DISTINCT period) = $month
        END AS is_whole
    FROM revenue
    WHERE source = 'actuals' AND NOT adjusting
    GROUP BY body
), category_reports AS (
    SELECT body, category,
        CASE
            WHEN BOOL_OR(to_date) THEN BOOL_OR(period = $month)
            ELSE COUNT(DISTINCT period) = $month - MIN(period) + 1
        END AS is_whole
    FROM revenue
    WHERE source = 'actuals' AND NOT adjusting
    GROUP BY body, category
), named AS (
    SELECT body, category
    FROM resource
    WHERE resource_limit = 'revenue'
        AND account IN ('retained', 'delegated', 'headroom case')
        AND period <= $month
    UNION
    SELECT body, category FROM revenue
), known AS (
    SELECT
        named.body,
        named.category,
        CASE
            WHEN body_reports.is_whole AND COALESCE(category_reports.is_whole, TRUE)
                THEN COALESCE(pence, 0)
        END AS pence
    FROM named
    LEFT JOIN actual ON actual.body = named.body AND actual.category = named.category
    LEFT JOIN body_reports ON body_reports.body = named.body
    LEFT JOIN category_reports
        ON category_reports.body = named.body AND category_reports.category = named.category
)
SELECT
    memberships.kind,
    memberships.parent,
    known.category,
    COUNT(*) AS bodies,
    CASE WHEN COUNT(known.pence) = COUNT(*) THEN CAST(SUM(known.pence) AS BIGINT) END
        AS actual_ytd_pence,
    STRING_AGG(known.body, ', ' ORDER BY known.body) FILTER (WHERE known.pence IS NULL)
        AS not_known
FROM known
JOIN memberships ON memberships.body = known.body AND memberships.period = $month
GROUP BY memberships.kind, memberships.parent, known.category
ORDER BY memberships.kind, memberships.parent, known.category
