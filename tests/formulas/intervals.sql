with examples (example, actual, expected) as (

    values
    ('five promoters of five, low', {{ net_promoter_low(5, 0, 5) }}, 17.49145267914729),
    ('five promoters of five, high', {{ net_promoter_high(5, 0, 5) }}, 100.0),
    ('five detractors of five, low', {{ net_promoter_low(0, 5, 5) }}, -100.0),
    ('five detractors of five, high', {{ net_promoter_high(0, 5, 5) }}, -17.49145267914729),
    ('fifty against five of a hundred, low', {{ net_promoter_low(50, 5, 100) }}, 32.13965144328054),
    ('fifty against five of a hundred, high', {{ net_promoter_high(50, 5, 100) }}, 55.23898933341849),
    ('nobody asked, low', {{ net_promoter_low(0, 0, 0) }}, null),
    ('nobody asked, high', {{ net_promoter_high(0, 0, 0) }}, null),
    ('five of five, low', {{ wilson_low(5, 5) }}, 0.5655175313406071),
    ('five of five, high', {{ wilson_high(5, 5) }}, 1.0),
    ('none of ten, low', {{ wilson_low(0, 10) }}, 0.0),
    ('none of ten, high', {{ wilson_high(0, 10) }}, 0.2775328030260577),
    ('a hundred of a thousand, low', {{ wilson_low(100, 1000) }}, 0.08290944346984253),
    ('a hundred of a thousand, high', {{ wilson_high(100, 1000) }}, 0.12015196336671272),
    ('nobody, low', {{ wilson_low(0, 0) }}, null),
    ('nobody, high', {{ wilson_high(0, 0) }}, null)

)

select * from examples
where {{ differs('actual', 'expected') }}
