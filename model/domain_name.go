package model

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// NormalizeDomain gives an email domain as it is stored and compared: lower
// case, A-labels (IDNA 2008 look-up). The error is a *FieldError that says what
// was given instead of a domain.
func NormalizeDomain(text string) (string, error) {
	const field, write = "domain", "write it like acme.com"
	shown := short(text)
	name := strings.TrimSuffix(strings.TrimSpace(text), ".")
	switch {
	case name == "":
		return "", refuse(field, write, "is empty")
	case !utf8.ValidString(name):
		return "", refuse(field, write, "is not valid text")
	case len(name) > 1000:
		return "", refuse(field, write, "has %d characters", len(name))
	case strings.Contains(name, "://"), strings.ContainsAny(name, "/?#"):
		return "", refuse(field, "write the domain alone, like acme.com", "%q is a web address", shown)
	case strings.HasPrefix(name, "@"):
		return "", refuse(field, "leave out the @", "%q begins with an @", shown)
	case strings.Contains(name, "@"):
		return "", refuse(field, "write what stands behind the @", "%q is an email address", shown)
	case strings.Contains(name, "*"):
		return "", refuse(field, "add each domain by itself: subdomains do not count", "%q has a wildcard", shown)
	case strings.IndexFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) >= 0:
		return "", refuse(field, "add each domain by itself", "%q has a blank or control character inside", shown)
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return "", refuse(field, "write the domain of the email addresses", "%q is an IP address", shown)
	}
	if _, err := netip.ParseAddrPort(name); err == nil || strings.Contains(name, ":") {
		return "", refuse(field, "write the domain alone, like acme.com", "%q has a port", shown)
	}
	ascii, err := idna.Lookup.ToASCII(name)
	again, failed := idna.Lookup.ToASCII(ascii)
	if err != nil || failed != nil || again != ascii || strings.Contains(ascii, "..") || strings.HasPrefix(ascii, ".") {
		return "", refuse(field, write, "%q is not a domain name", shown)
	}
	if reason := badLabels(ascii); reason != "" {
		return "", refuse(field, write, "%q %s", shown, reason)
	}
	if suffix, icann := publicsuffix.PublicSuffix(ascii); suffix == ascii && icann {
		return "", refuse(field, "write the domain that the organization registered under it", "everybody can register under %q", shown)
	}
	return ascii, nil
}

// badLabels says what RFC 1035 section 2.3.4 does not allow.
func badLabels(name string) string {
	if len(name) > 253 {
		return "is longer than a domain name can be (253 characters)"
	}
	labels := strings.Split(name, ".")
	if len(labels) < 2 {
		return "has no dot: a name inside a network is no email domain"
	}
	for _, l := range labels {
		if len(l) > 63 {
			return "has a part longer than 63 characters"
		}
	}
	if last := labels[len(labels)-1]; strings.Trim(last, "0123456789") == "" {
		return "ends in a number"
	}
	return ""
}
