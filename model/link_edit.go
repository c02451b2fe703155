package model

import (
	"slices"
)

// LinkRequest is what a new link is for.
type LinkRequest struct {
	Kind         LinkKind
	Organization ID
	Intents      []Intent
	ReturnURL    string
	SuccessURL   string

	Contact  *ITContact // whom it is made for; nil for nobody in particular
	Contacts []string   // emails that become IT contacts of the organization, if they are none yet
}

func (r LinkRequest) Check() error {
	const field = "feature"
	if r.Kind != SetupLink && r.Kind != PortalLink {
		return Refuse("kind", "use setup or portal", "%q is no kind of link", Short(string(r.Kind)))
	}
	if len(r.Intents) == 0 {
		return Refuse(field, "choose at least one", "is missing")
	}
	if r.Kind == PortalLink && len(r.Intents) != 1 {
		return Refuse("intent", "make one link an intent", "a portal link has exactly one")
	}
	for n, i := range r.Intents {
		if !slices.Contains(Intents(), i) {
			return Refuse(field, "use one of "+KnownIntents(), "%q is unknown", Short(string(i)))
		}
		if slices.Contains(r.Intents[:n], i) {
			return Refuse(field, "give each once", "%q is given twice", string(i))
		}
	}
	return nil
}

// CheckURIs refuses where the link may not lead in its environment.
func (r LinkRequest) CheckURIs(kind EnvironmentKind) error {
	for _, x := range []struct{ field, uri string }{{"return_url", r.ReturnURL}, {"success_url", r.SuccessURL}} {
		if x.uri == "" {
			continue
		}
		if err := CheckPortalURI(kind, x.field, x.uri); err != nil {
			return err
		}
	}
	return nil
}
