package model_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"gatehouse/model"
)

// A request that has to be posted can be opened like any other.
func TestAddressToSignInAt(t *testing.T) {
	const address = "https://idp.example/sso?SAMLRequest=x"
	if got := (model.Begun{URL: address}).Address(); got != address {
		t.Error(got)
	}
	posted := model.Begun{Form: &model.PostForm{Action: `https://idp.example/sso?a&b="c"`, SAMLRequest: "PHg+",
		RelayState: "sess_1"}}
	data, ok := strings.CutPrefix(posted.Address(), "data:text/html;base64,")
	page, err := base64.StdEncoding.DecodeString(data)
	if !ok || err != nil {
		t.Fatalf("%s: %v", posted.Address(), err)
	}
	for _, want := range []string{`action="https://idp.example/sso?a&amp;b=&#34;c&#34;"`,
		`name="SAMLRequest" value="PHg+"`, `name="RelayState" value="sess_1"`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("%s is not in %s", want, page)
		}
	}
}
