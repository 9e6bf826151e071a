-- https://learn.profitwell.com/l/en/article/sxsipjlziy-saa-s-quick-ratio
-- https://www.paddle.com/resources/cac-ltv-ratio (ProfitWell is Paddle's): three companies with one and the same CAC,
-- which is 4 200, because the third one's lifetime value of 4 200 is once its CAC.
with published (source, figure, expected) as (

    values
    ('quick ratio: 24 000 gained, 4 000 lost', {{ quick_ratio(24000, 0, 0, 0, -4000) }}, 6),
    ('quick ratio: 30 000 gained, 10 000 lost', {{ quick_ratio(0, 0, 30000, -10000, 0) }}, 3),
    ('quick ratio: 40 000 gained, 20 000 lost', {{ quick_ratio(30000, 0, 10000, -5000, -15000) }}, 2),
    ('LTV:CAC of company A', {{ ltv_to_cac_ratio(21000, 4200) }}, 5),
    ('LTV:CAC of company B, printed as 3', {{ ltv_to_cac_ratio(12000, 4200) }}, 2.857142857142857),
    ('LTV:CAC of company C', {{ ltv_to_cac_ratio(4200, 4200) }}, 1)

)

select * from published
where {{ differs('figure', 'expected') }}
