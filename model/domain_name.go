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
// case, A-labels (IDNA 2008 look-up). A web address and an email address stand
// for the domain in them. The error is a *FieldError that says what was given
// instead of a domain.
func NormalizeDomain(text string) (string, error) {
	const field, write = "domain", "write it like acme.com"
	shown := Short(text)
	name := strings.TrimSpace(text)
	switch {
	case name == "":
		return "", Refuse(field, write, "is empty")
	case !utf8.ValidString(name):
		return "", Refuse(field, write, "is not valid text")
	case len(name) > 1000:
		return "", Refuse(field, write, "has %d characters", len(name))
	}
	name = strings.TrimSuffix(domainIn(name), ".")
	switch {
	case strings.Contains(name, "@"):
		return "", Refuse(field, write, "%q has more than one @", shown)
	case strings.Contains(name, "*"):
		return "", Refuse(field, "add each domain by itself: subdomains do not count", "%q has a wildcard", shown)
	case strings.IndexFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) >= 0:
		return "", Refuse(field, "add each domain by itself", "%q has a blank or control character inside", shown)
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return "", Refuse(field, "write the domain of the email addresses", "%q is an IP address", shown)
	}
	if _, err := netip.ParseAddrPort(name); err == nil || strings.Contains(name, ":") {
		return "", Refuse(field, "write the domain alone, like acme.com", "%q has a port", shown)
	}
	ascii, err := idna.Lookup.ToASCII(name)
	again, failed := idna.Lookup.ToASCII(ascii)
	if err != nil || failed != nil || again != ascii || strings.Contains(ascii, "..") || strings.HasPrefix(ascii, ".") {
		return "", Refuse(field, write, "%q is not a domain name", shown)
	}
	ascii = withoutWWW(ascii)
	if reason := badLabels(ascii); reason != "" {
		return "", Refuse(field, write, "%q %s", shown, reason)
	}
	if suffix, icann := publicsuffix.PublicSuffix(ascii); suffix == ascii && icann {
		return "", Refuse(field, "write the domain that the organization registered under it",
			"everybody can register under %q", shown)
	}
	return ascii, nil
}

// domainIn takes what stands around a domain in a web address or an email
// address away.
func domainIn(text string) string {
	_, address, web := strings.Cut(text, "://")
	if !web {
		address = text
	}
	host, _, _ := strings.Cut(address, "/")
	host, _, _ = strings.Cut(host, "?")
	host, _, _ = strings.Cut(host, "#")
	if web || host != address { // its port, too
		if name, port, ok := strings.Cut(host, ":"); ok && strings.Trim(port, "0123456789") == "" {
			host = name
		}
	}
	if _, domain, email := strings.Cut(strings.TrimPrefix(host, "mailto:"), "@"); email {
		host = domain
	}
	return host
}

// withoutWWW gives "acme.com" for "www.acme.com": a web server's name, in which
// nobody has an email address.
func withoutWWW(host string) string {
	rest := host
	for strings.HasPrefix(rest, "www.") {
		rest = rest[len("www."):]
	}
	if suffix, _ := publicsuffix.PublicSuffix(rest); suffix == rest {
		return host
	}
	return rest
}

// DomainLabel is a domain as people read it: "bär.de (xn--br-via.de)".
func DomainLabel(domain string) string {
	if written, err := idna.Display.ToUnicode(domain); err == nil && written != domain {
		return written + " (" + domain + ")"
	}
	return domain
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
