package fetch

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestRedirectToHTTPIsRefused(t *testing.T) {
	request := func(address string) *http.Request {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	c := New(Options{})
	from := []*http.Request{request("https://idp.test/metadata")}
	if err := c.redirect(request("http://idp.test/metadata"), from); err == nil ||
		!strings.Contains(err.Error(), "from https to http") {
		t.Errorf("down to http: %v", err)
	}
	if err := c.redirect(request("https://other.test/metadata"), from); err != nil {
		t.Errorf("to https: %v", err)
	}
	up := []*http.Request{request("http://idp.test/metadata"), request("https://idp.test/metadata")}
	if err := c.redirect(request("http://idp.test/metadata"), up); err == nil ||
		!strings.Contains(err.Error(), "from https to http") {
		t.Errorf("up to https and down again: %v", err)
	}
	if err := c.redirect(request("http://other.test/metadata"), up[:1]); err != nil {
		t.Errorf("from http to http: %v", err)
	}
}

// The last look is at the socket's own address, whatever was resolved.
func TestControl(t *testing.T) {
	for address, private := range map[string]bool{
		"127.0.0.1:443": true, "[::1]:443": true, "[fe80::1%1]:443": true, "10.0.0.1:80": true,
		"93.184.216.34:443": false, "[2606:2800:220:1::1]:443": false,
	} {
		if err := control(Public)("tcp", address, nil); errors.Is(err, ErrPrivate) != private {
			t.Errorf("%s: %v, want private %v", address, err, private)
		}
		if err := control(Anywhere)("tcp", address, nil); err != nil {
			t.Errorf("%s, anywhere: %v", address, err)
		}
	}
	for _, reach := range []Reach{Public, Anywhere} {
		if err := control(reach)("tcp", "nowhere", nil); err == nil || errors.Is(err, ErrPrivate) {
			t.Errorf("an address that cannot be read: %v", err)
		}
	}
}
