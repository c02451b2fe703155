package model_test

import (
	"testing"

	"gatehouse/model"
)

// The command that repeats a request is one line that a shell takes as it is meant, without the token.
func TestCurlRepeatsARequest(t *testing.T) {
	const at = "https://sso.example.com/scim/v2.0/key"
	for name, test := range map[string]struct {
		r    model.DirectoryRequest
		want string
	}{
		"a search": {model.DirectoryRequest{Method: "GET", Path: "/Users?filter=userName+eq+%22o%27hara%22"},
			`curl -X 'GET' '` + at + `/Users?filter=userName+eq+%22o%27hara%22' -H "Authorization: Bearer $TOKEN"`},
		"a path that nobody writes": {model.DirectoryRequest{Method: "GET", Path: "/Users/a b'$(c)"},
			`curl -X 'GET' '` + at + `/Users/a%20b%27$%28c%29' -H "Authorization: Bearer $TOKEN"`},
		"a body": {model.DirectoryRequest{Method: "POST", Path: "/Users",
			Body: []byte("{\"userName\":\n \"o'hara $TOKEN\"}")},
			`curl -X 'POST' '` + at + `/Users' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: ` +
				`application/scim+json' -d '{"userName":"o'\''hara $TOKEN"}'`},
		"a body that was cut": {model.DirectoryRequest{Method: "POST", Path: "/Users", Cut: true, Body: []byte("{}")},
			""},
		"a body that is none": {model.DirectoryRequest{Method: "POST", Path: "/Users", Body: []byte("(9 bytes)")}, ""},
	} {
		if got := test.r.Curl(at); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}
