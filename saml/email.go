package saml

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// checkEmail is P17: an address that means the same to everyone who reads it,
// in a domain of the organization.
func (e *evaluation) checkEmail(t *tree) {
	m := e.fields.at[fieldEmail]
	if m.value == xmldoc.None {
		return // P16 has said so
	}
	email := xmldoc.TrimSpace(t.doc.Text(m.source))
	domain, problem := emailDomain(email, e.small[:0])
	if problem != "" {
		e.fail(checkEmail, BadEmail, problem).want("user@domain").gotRaw(email).in(t.atText(m.source))
		return
	}
	e.pass(checkEmail)
	settings := &e.sp.settings
	for _, d := range settings.Domains {
		if d == string(domain) {
			e.passed(checkDomain, d, d)
			return
		}
	}
	if settings.AllowOutside {
		e.pass(checkDomain)
		return
	}
	nearest := closest(settings.Domains, string(domain))
	e.fail(checkDomain, DomainNotAllowed, diff.Between(nearest, string(domain))).measured(Facts{Nearest: nearest}).
		want(strings.Join(settings.Domains[:min(len(settings.Domains), 20)],
			", ")).got(string(domain)).in(t.atText(m.source))
}

// closest is the domain that the received one was probably meant to be.
func closest(domains []string, received string) string {
	i := slices.IndexFunc(domains, func(d string) bool { return diff.Between(d, received) != "" })
	if i < 0 {
		return ""
	}
	return domains[i]
}

// Limits of RFC 5321, 4.5.3.1.
const (
	maxLocalPart = 64
	maxEmail     = 254
)

// EmailDomain gives the domain of an address in lower-case A-label form, or what is
// wrong with the address (P17).
func EmailDomain(email string) (domain, problem string) {
	found, problem := emailDomain([]byte(email), nil)
	return string(found), problem
}

// emailDomain returns the domain in lower-case A-label form, appended to dst,
// or what is wrong with the address.
func emailDomain(email, dst []byte) (domain []byte, problem string) {
	local, host, ok := bytes.Cut(email, []byte{'@'})
	switch {
	case !ok:
		return nil, "there is no @"
	case bytes.IndexByte(host, '@') >= 0:
		return nil, "there is more than one @"
	case len(local) == 0 || len(host) == 0:
		return nil, "a part before or behind the @ is missing"
	case len(local) > maxLocalPart || len(email) > maxEmail:
		return nil, "the address is too long"
	}
	if problem = checkLocalPart(local); problem != "" {
		return nil, problem
	}
	ascii := true
	for _, c := range host {
		switch {
		case c >= utf8.RuneSelf:
			ascii = false
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.':
		default:
			return nil, "the domain holds a character that no domain has"
		}
		dst = append(dst, c)
	}
	if folds(host) {
		return nil, "the domain is written with characters that are not what it means"
	}
	if !ascii || bytes.Contains(dst, []byte("xn--")) {
		name, err := idna.Lookup.ToASCII(string(dst))
		if err != nil {
			return nil, "the domain is no valid international name"
		}
		shown, _ := idna.Lookup.ToUnicode(name)
		if shown != norm.NFC.String(strings.ToLower(string(dst))) && name != string(dst) {
			return nil, "the domain is written with characters that are not what it means"
		}
		dst = append(dst[:0], name...)
	}
	if !isHostname(dst) {
		return nil, "the domain is not well formed"
	}
	return dst, ""
}

// folds tells whether a name holds a character that is another way to write an
// ASCII one: U+212A, the Kelvin sign, is not k, though every lower-casing and
// every lookup of the name makes it one.
func folds(host []byte) bool {
	for _, r := range string(host) {
		if r >= utf8.RuneSelf && isASCII(norm.NFKC.String(string(r))) {
			return true
		}
	}
	return false
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func checkLocalPart(local []byte) string {
	switch {
	case local[0] == '"':
		return "a quoted part before the @ is not accepted"
	case local[0] == '.' || local[len(local)-1] == '.' || bytes.Contains(local, []byte("..")):
		return "there is a dot before the @ with nothing beside it"
	case bytes.Contains(local, []byte("=?")):
		return "there is an encoded word before the @"
	}
	for _, r := range string(local) {
		switch {
		case r|0x20 >= 'a' && r|0x20 <= 'z', r >= '0' && r <= '9', r == '.':
		case r >= utf8.RuneSelf && strings.Contains(norm.NFKC.String(string(r)), "@"):
			return "there is a look-alike of @ before the @"
		case r == ' ' || !visibleRune(r):
			return "there is a blank, a control or an invisible character before the @"
		case r == '%' || r == '!':
			return "there is a route to another mail server before the @"
		case strings.ContainsRune(`"(),:;<>[\]`, r):
			return "there is a character before the @ that is not accepted"
		}
	}
	return ""
}

// visibleRune tells whether everybody sees the character: fillers, variation
// selectors and their like are printable to Unicode, and shown as nothing.
func visibleRune(r rune) bool {
	return r != utf8.RuneError && unicode.IsPrint(r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// isHostname checks labels: none empty, none longer than 63, no hyphen at
// their ends.
func isHostname(host []byte) bool {
	for label := range bytes.SplitSeq(host, []byte{'.'}) {
		if len(label) == 0 || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return bytes.IndexByte(host, '.') > 0
}
