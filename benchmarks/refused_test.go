package benchmarks

import (
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// BenchmarkRefused is what a refusal takes, with all its checks, values and
// places, beside accepting the same response without the fault.
func BenchmarkRefused(b *testing.B) {
	p := newParties(b)
	sound, _ := p.message(b, variants[0], 1)
	for _, name := range []string{"wrong-audience", "expired-2h", "changed-after-signing", "other-key",
		"unsigned", "truncated"} {
		fault, ok := idp.Lookup(name)
		if !ok {
			b.Fatalf("the test identity provider has no fault %q", name)
		}
		b.Run(name, func(b *testing.B) {
			form := p.faulty(b, fault)
			sp := saml.New(p.idp.Settings(fault, p.settings()), nil)
			accept := evaluator(p.serviceProvider())
			refuse := subject{"refused", 64, func(int) error {
				if sp.Evaluate(input(form)).Accepted {
					b.Fatal("accepted")
				}
				return nil
			}}
			took := race(b, []subject{{"accepted", 64, func(int) error { return accept(sound) }}, refuse})
			b.ReportMetric(microseconds(took.of(1)), "us/response")
			b.ReportMetric(took.ratio(1, 0), "x_accepted")
			allocations, bytes := memory(b, refuse)
			b.ReportMetric(allocations, "allocs/response")
			b.ReportMetric(bytes, "B/response")
		})
	}
}
