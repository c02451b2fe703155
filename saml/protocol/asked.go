package protocol

// Asked is what a request asks of the identity provider beyond a sign-in. A
// connection has it as a setting, a request carries it, and what a message is
// told depends on it.
type Asked struct {
	ForceAuthn   bool   `json:"force_authn,omitempty"`    // sign in anew, whatever session there is (P13)
	NameIDFormat string `json:"name_id_format,omitempty"` // "" leaves the choice to the identity provider

	// AuthnContexts are the AuthnContextClassRefs of a RequestedAuthnContext, in
	// the order of preference; none leaves it out, and Comparison with it.
	AuthnContexts []string   `json:"authn_contexts,omitempty"`
	Comparison    Comparison `json:"authn_comparison,omitempty"`
}

// Comparison says how a method of authentication has to compare with those that
// were asked for (core 3.3.2.2.1). "" means exact.
type Comparison string

// The comparisons.
const (
	Exact   Comparison = "exact"
	Minimum Comparison = "minimum"
	Maximum Comparison = "maximum"
	Better  Comparison = "better"
)

// Comparisons lists them, the default first.
func Comparisons() []Comparison { return []Comparison{Exact, Minimum, Maximum, Better} }
