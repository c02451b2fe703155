package app

import "testing"

// The base URL is a scheme and a host: all addresses are made by adding to it,
// and its scheme decides whether cookies are for HTTPS alone.
func TestBaseURL(t *testing.T) {
	for _, test := range []struct{ given, address, want string }{
		{"", "127.0.0.1:4100", "http://127.0.0.1:4100"},
		{"", "[::]:4100", "http://127.0.0.1:4100"},
		{"", "[::1]:4100", "http://[::1]:4100"},
		{"https://sso.example.com", "127.0.0.1:4100", "https://sso.example.com"},
		{"https://sso.example.com:8443/", "127.0.0.1:4100", "https://sso.example.com:8443"},
		{"HTTPS://sso.example.com", "127.0.0.1:4100", "https://sso.example.com"},
	} {
		if got, err := baseURL(test.given, "http", test.address); err != nil || got != test.want {
			t.Errorf("%q on %s: %q, %v; want %q", test.given, test.address, got, err, test.want)
		}
	}
	for _, given := range []string{
		"sso.example.com", "ftp://sso.example.com", "https://", "https://:443", "https://sso.example.com?",
		"https://sso.example.com#", "https://sso.example.com/?a=b", "https://me@sso.example.com",
		"https://sso.example.com/gatehouse",
	} {
		if got, err := baseURL(given, "http", "127.0.0.1:4100"); err == nil {
			t.Errorf("%q was taken as %q", given, got)
		}
	}
}
