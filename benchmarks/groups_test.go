package benchmarks

import "testing"

// BenchmarkGroups is message A with 1,500 group values: what Evaluate takes
// beyond the sum of the primitives for the same message.
func BenchmarkGroups(b *testing.B) {
	p := newParties(b)
	v := variants[0]
	v.groups = 1500
	form, xml := p.message(b, v, 1)
	least, needed := p.primitivesFor(b, form, xml)
	ours := evaluator(p.serviceProvider())
	took := race(b, []subject{
		{"sum", 8, func(int) error { return least.sum(needed) }},
		{"gatehouse", 8, func(int) error { return ours(form) }},
	})
	b.ReportMetric(microseconds(took.of(1)-took.of(0))/1000, "ms_over_sum")
	b.ReportMetric(took.ratio(1, 0), "x_sum")
	allocations, bytes := memory(b, subject{"gatehouse", 8, func(int) error { return ours(form) }})
	b.ReportMetric(allocations, "allocs/response")
	b.ReportMetric(bytes, "B/response")
}
