package model

import (
	"encoding/base64"
	"fmt"
	"html"
)

// Begun is a session with the way to the identity provider.
type Begun struct {
	Session Session
	URL     string    // where to send the browser, or
	Form    *PostForm // what it has to post
}

// PostForm is an AuthnRequest for the POST binding.
type PostForm struct{ Action, SAMLRequest, RelayState string }

// Address is what a person can open to sign in. A request that has to be posted
// travels in a page that posts itself.
func (b Begun) Address() string {
	if b.Form == nil {
		return b.URL
	}
	page := fmt.Sprintf(
		`<body onload="document.forms[0].submit()"><form method="post" action="%s"><input type="hidden" `+
			`name="SAMLRequest" value="%s"><input type="hidden" name="RelayState" value="%s"><button>Sign `+
			`in</button></form>`,
		html.EscapeString(b.Form.Action), html.EscapeString(b.Form.SAMLRequest), html.EscapeString(b.Form.RelayState))
	return "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte(page))
}
