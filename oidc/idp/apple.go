package idp

import (
	"crypto/ecdsa"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Apple is what a provider does as Apple does it, and not as OpenID Connect has it.
type Apple struct {
	TeamID, KeyID string
	Key           *ecdsa.PublicKey // of the client's team
	User          string           // JSON that is posted with the code; "" at all sign-ins but a user's first
	Cancelled     bool             // by the user
}

// longestSecret is how long a client secret may count.
const longestSecret = 180 * 24 * time.Hour

// proves tells whether a client secret is a token of the team's, for this provider and now.
func (a *Apple) proves(p *Provider, client, secret string) bool {
	signed, err := jose.ParseSignedCompact(secret, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil || signed.Signatures[0].Header.KeyID != a.KeyID {
		return false
	}
	payload, err := signed.Verify(a.Key)
	var claims struct {
		Iss, Sub, Aud string
		Iat, Exp      int64
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return false
	}
	now, issued, expires := p.Clock(), time.Unix(claims.Iat, 0), time.Unix(claims.Exp, 0)
	return claims.Iss == a.TeamID && claims.Sub == client && claims.Aud == p.Issuer &&
		!now.Before(issued) && now.Before(expires) && expires.Sub(now) <= longestSecret
}

// claims makes those of an ID token Apple's: texts where others have truth values, and no
// name.
func (a *Apple) claims(c map[string]any) {
	c["email_verified"], c["is_private_email"] = "true", "true"
	drop("given_name", "family_name", "name")(c)
}

// posts is a page that posts the parameters of a redirect.
var posts = template.Must(template.New("post").Parse(`<!doctype html><title>Signed in</title>
<form method="post" action="{{.Action}}">{{range $name, $value := .Fields}}
<input type="hidden" name="{{$name}}" value="{{$value}}">{{end}}<button>Continue</button></form>
<script>document.forms[0].submit()</script>`))

// Send sends a browser to where [Provider.Back] says, by a form that it posts if the request
// is for that.
func (p *Provider) Send(w http.ResponseWriter, r *http.Request, back string) {
	to, err := url.Parse(back)
	if err != nil || r.URL.Query().Get("response_mode") != "form_post" {
		http.Redirect(w, r, back, http.StatusFound)
		return
	}
	fields := map[string]string{}
	for name := range to.Query() {
		fields[name] = to.Query().Get(name)
	}
	switch a := p.Apple; {
	case a == nil:
	case a.Cancelled:
		fields = map[string]string{"state": to.Query().Get("state"), "error": "user_cancelled_authorize"}
	case a.User != "":
		fields["user"] = a.User
	}
	to.RawQuery = ""
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = posts.Execute(w, struct { // the browser has gone away
		Action string
		Fields map[string]string
	}{to.String(), fields})
}
