package saml

// Explanation says why a login failed, to both who can be asked to mend it.
type Explanation struct {
	Cause Cause
	Class Class
	Title string

	Engineer string // for whoever runs this service provider
	Admin    string // for the customer's IT admin, in their provider's words; stands by itself in a mail

	Fixer    Fixer
	Fix      Fix    // what the console can offer, "" for nothing
	FixLabel string // what it would do here, as a command: "Add acme.com to the organization"

	Expected, Received string
	Difference         string // between the two, if it is hard to see; see [Difference]
	Span               Span   // what to show of the document

	Also []Cause // findings that stand beside the root cause, not those that follow from it
}

// Explain puts the root cause of a refusal into words. It is the zero value for
// an accepted message.
func Explain(v *Verdict, s Settings) Explanation {
	root := v.Root()
	if root.Cause == "" {
		return Explanation{}
	}
	info := root.Cause.info()
	return Explanation{Cause: root.Cause, Class: root.Class, Title: info.Title, Fixer: info.Fixer, Fix: info.Fix}
}
