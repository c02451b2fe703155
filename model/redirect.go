package model

import (
	"net"
	"net/url"
	"strings"
)

// CheckRedirectURI refuses a redirect URI that an environment may not have:
// absolute, without a fragment or user; HTTPS, except that http is allowed in
// Staging and, in Production, to http://127.0.0.1. One "*" may stand for the
// left-most label of the host, or for the port of a loopback address.
func CheckRedirectURI(kind EnvironmentKind, uri string) error {
	const field = "redirect_uri"
	if len(uri) > 2048 {
		return Refuse(field, "shorten it", "has %d characters", len(uri))
	}
	u, err := url.Parse(strings.Replace(uri, ":*", ":0", 1))
	if err != nil || u.Host == "" || strings.ContainsAny(uri, " \t\r\n\\") {
		return Refuse(field, "write it like https://app.example.com/callback", "%q is not an absolute URL", uri)
	}
	switch {
	case u.Fragment != "" || strings.Contains(uri, "#"):
		return Refuse(field, "remove what follows #", "%q has a fragment", uri)
	case u.User != nil:
		return Refuse(field, "remove user and password", "%q carries credentials", uri)
	case u.Scheme != "https" && u.Scheme != "http":
		return Refuse(field, "use https", "%q has the scheme %q", uri, u.Scheme)
	case u.Scheme == "http" && kind == Production && u.Hostname() != "127.0.0.1":
		return Refuse(field, "use https", "%q is not encrypted", uri)
	}
	host := u.Hostname()
	if !isHost(strings.TrimPrefix(host, "*.")) && !strings.Contains(strings.TrimPrefix(host, "*."), "*") {
		return Refuse(field, "write the name with letters, digits and hyphens, or the address in full",
			"%q has a host that no browser reads in one way only", uri)
	}
	if rest, wild := strings.CutPrefix(host, "*."); wild {
		if strings.Contains(rest, "*") || strings.Count(rest, ".") < 1 {
			return Refuse(field, "put one * in front of a domain of your own, like https://*.example.com/callback",
				"%q matches too much", uri)
		}
	} else if strings.Contains(host, "*") {
		return Refuse(field, "use * for the whole left-most label only", "%q has a * inside the host", uri)
	}
	if strings.Contains(uri, ":*") && !Loopback(host) {
		return Refuse(field, "name the port", "%q has a * for a port that is not on loopback", uri)
	}
	if strings.Contains(u.Path, "*") || strings.Contains(u.RawQuery, "*") {
		return Refuse(field, "write the path in full", "%q has a * in its path", uri)
	}
	return nil
}

// AllowsRedirect reports whether a URI is one that the environment knows.
func (e Environment) AllowsRedirect(uri string) bool {
	for _, allowed := range e.RedirectURIs {
		if redirectMatches(allowed, uri) {
			return true
		}
	}
	return false
}

func redirectMatches(pattern, uri string) bool {
	if pattern == uri {
		return true
	}
	if !strings.Contains(pattern, "*") {
		return false
	}
	u, err := url.Parse(uri)
	if err != nil || u.User != nil || strings.Contains(uri, "#") || strings.ContainsAny(uri, " \t\r\n\\") {
		return false
	}
	p, err := url.Parse(strings.Replace(pattern, ":*", ":0", 1))
	if err != nil || p.Scheme != u.Scheme || p.EscapedPath() != u.EscapedPath() || p.RawQuery != u.RawQuery {
		return false
	}
	if strings.Contains(pattern, ":*") {
		return p.Hostname() == u.Hostname() && u.Port() != ""
	}
	rest := strings.TrimPrefix(p.Hostname(), "*")
	label, found := strings.CutSuffix(u.Hostname(), rest)
	return found && isLabel(label) && p.Port() == u.Port()
}

// isHost reports whether a host is an IP address in full or a name of LDH labels
// (RFC 5890 2.3.1). What else a URL can hold there, such as _, %, letters of other
// scripts or numbers in the place of addresses, is read differently by different
// browsers.
func isHost(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return false
		}
	}
	last := strings.ToLower(labels[len(labels)-1])
	return len(host) <= 253 && strings.Trim(last, "0123456789") != "" && !strings.HasPrefix(last, "0x")
}

// isLabel reports whether a text is an LDH label.
func isLabel(label string) bool {
	const ldh = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
	return label != "" && len(label) <= 63 && strings.Trim(label, ldh) == "" && label[0] != '-' &&
		label[len(label)-1] != '-'
}

func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// CheckPortalURI refuses return and success links that are not HTTPS. In Staging
// http is allowed to this machine, where an app is developed.
func CheckPortalURI(kind EnvironmentKind, field, uri string) error {
	u, err := url.Parse(uri)
	local := err == nil && kind == Staging && u.Scheme == "http" && Loopback(u.Hostname())
	if err != nil || u.Host == "" || u.Scheme != "https" && !local || u.User != nil || len(uri) > 2048 {
		return Refuse(field, "write it like https://app.example.com/settings", "%q is not an HTTPS URL", uri)
	}
	return nil
}

// AppHome is where the environment's app stands, for a person who has to begin
// anew: the origin of the default redirect URI. "" if there is none.
func (e Environment) AppHome() string {
	u, err := url.Parse(e.DefaultRedirect)
	if err != nil || u.Host == "" || strings.Contains(u.Host, "*") || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/"
}
