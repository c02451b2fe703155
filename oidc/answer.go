package oidc

import (
	"encoding/json"
	"net/url"
	"strings"

	"gatehouse/saml"
)

// Answer is what came of one sign-in: the redirect that brought the browser back, and
// what the provider was asked after that. It holds no code, no token and no secret,
// and of the ID token not the signature: nobody can use it for a sign-in.
type Answer struct {
	Redirect Redirect  `json:"redirect,omitzero"`
	Provider *Provider `json:"provider,omitempty"` // as its discovery document has it
	Trouble  *Trouble  `json:"trouble,omitempty"`  // the step behind which nothing was asked any more
	Token    *Token    `json:"id_token,omitempty"`

	UserInfo        json.RawMessage `json:"userinfo,omitempty"` // claims; of GitHub what its API says
	UserInfoTrouble *Trouble        `json:"userinfo_trouble,omitempty"`
}

// Redirect is what the parameters of the redirect say.
type Redirect struct {
	Code        bool     `json:"code,omitempty"` // there was one
	Error       string   `json:"error,omitempty"`
	Description string   `json:"error_description,omitempty"`
	URI         string   `json:"error_uri,omitempty"`
	Issuer      string   `json:"iss,omitempty"`    // RFC 9207
	Twice       []string `json:"twice,omitempty"`  // parameters that were given more than once
	Others      []string `json:"others,omitempty"` // names of further parameters

	Name *PersonName `json:"name,omitempty"` // of Apple's
}

// Trouble is why a step gave nothing.
type Trouble struct {
	Cause   saml.Cause  `json:"cause"`
	Reason  saml.Reason `json:"reason,omitempty"`
	Address string      `json:"address,omitempty"` // that was asked
	Status  int         `json:"status,omitempty"`  // of HTTP
	Code    string      `json:"error,omitempty"`   // the provider's own: "invalid_client"
	Text    string      `json:"text,omitempty"`    // ours, or the provider's description
	Keys    []string    `json:"keys,omitempty"`    // that the provider publishes
}

// Error implements error.
func (t *Trouble) Error() string { return t.Text }

// Claims are those of the ID token and the user information, as JSON has them.
func (a Answer) Claims() map[string]any {
	switch {
	case a.Token != nil:
		return claimsOf(a.Token.Claims).with(claimsOf(a.UserInfo)).with(a.Redirect.Name.claims())
	case a.UserInfo != nil:
		return claimsOf(a.UserInfo)
	}
	return map[string]any{}
}

// Whole reports whether the provider was asked for everything, and answered.
func (a Answer) Whole() bool {
	return (a.Token != nil || a.UserInfo != nil) && a.Trouble == nil && a.UserInfoTrouble == nil
}

const (
	maxText  = 2000 // bytes of a text that a provider chose
	maxNames = 20   // of further parameters
)

// readRedirect reads the parameters of the redirect; the code is the caller's.
func readRedirect(q url.Values) (r Redirect, code string) {
	one := func(name string) string {
		if len(q[name]) > 1 {
			r.Twice = append(r.Twice, name)
		}
		return cut(q.Get(name))
	}
	r.Error, r.Description, r.URI, r.Issuer = one("error"), one("error_description"), one("error_uri"), one("iss")
	one("state")
	code = q.Get("code")
	if len(q["code"]) > 1 {
		r.Twice = append(r.Twice, "code")
	}
	r.Code = code != ""
	for name := range q {
		switch name {
		case "code", "state", "error", "error_description", "error_uri", "iss", "user":
			continue
		}
		if len(r.Others) < maxNames {
			r.Others = append(r.Others, clean(name, 100))
		}
	}
	return r, code
}

// cut makes a received text fit to be kept.
func cut(s string) string { return clean(s, maxText) }

func clean(s string, most int) string {
	return strings.ToValidUTF8(s[:min(len(s), most)], "\uFFFD")
}

// scrub takes secrets out of a text that a provider may have repeated them in.
func scrub(text string, secrets ...string) string {
	for _, s := range secrets {
		if len(s) > 3 {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	return text
}
