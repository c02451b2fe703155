package diagnose

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"gatehouse/saml"
	"gatehouse/saml/diff"
	"gatehouse/saml/protocol"
)

// LintLevel is how grave a [Lint] is.
type LintLevel string

// The levels. With an error sign-ins will fail.
const (
	LintError   LintLevel = "error"
	LintWarning LintLevel = "warning"
)

// Lint is something about a connection's settings that makes sign-ins fail, or
// one day will.
type Lint struct {
	Level LintLevel `json:"level"`
	// "idp_entity_id", "sso_url", "certificates", "metadata", "entity_id", "acs_url", "policy", "domains"
	Field   string `json:"field"`
	Message string `json:"message"`       // what is wrong
	Remedy  string `json:"remedy"`        // what to do
	Fix     Fix    `json:"fix,omitempty"` // what can be offered against it; "" for nothing
}

// report collects findings.
type report []Lint

func (r *report) failure(field, message, remedy string) {
	*r = append(*r, Lint{Level: LintError, Field: field, Message: message, Remedy: remedy})
}

func (r *report) warning(field, message, remedy string) {
	*r = append(*r, Lint{Level: LintWarning, Field: field, Message: message, Remedy: remedy})
}

// offer says what can be done about the last finding.
func (r *report) offer(fix Fix) { (*r)[len(*r)-1].Fix = fix }

// LintSettings looks over the settings of one connection before they are saved;
// ssoURL is the identity provider's sign-on URL. Errors come first.
func LintSettings(s saml.Settings, ssoURL string, now time.Time) []Lint {
	var r report
	r.entityID("entity_id", "our entity ID", s.EntityID)
	r.address("acs_url", "our ACS URL", s.ACSURL)
	r.entityID("idp_entity_id", "the identity provider's entity ID", s.IdPEntityID)
	r.address("sso_url", "the sign-on URL", ssoURL)
	r.mixedUp(s, ssoURL)
	r.certificates(s, now)
	r.policy(s)
	return r.sorted()
}

// LintMetadata looks over imported metadata; ours says who we are, and may be
// zero where that is not known yet. Errors come first.
func LintMetadata(m protocol.IdPMetadata, ours saml.Settings, now time.Time) []Lint {
	var r report
	ours.IdPEntityID, ours.Certificates = m.EntityID, m.Certificates
	if ours.EntityID != "" {
		r.entityID("entity_id", "our entity ID", ours.EntityID)
	}
	r.entityID("idp_entity_id", "the identity provider's entity ID", m.EntityID)
	r.address("sso_url", "the sign-on URL", m.SSOURL)
	r.mixedUp(ours, m.SSOURL)
	r.certificates(ours, now)
	for _, odd := range m.Odd {
		r.warning(odd.Field, odd.Message, odd.Remedy)
	}
	for _, why := range m.Unreadable {
		r.warning("certificates", "a signing certificate was left out: "+why,
			"ask for corrected metadata, or sign-ins will fail once the identity provider changes to it")
	}
	switch {
	case m.SSORedirectURL == "" && m.SSOPostURL != "":
		r.warning("sso_url", "there is no sign-on URL for HTTP-Redirect",
			"nothing if sign-ins work: requests are posted instead")
	case m.SSOPostURL == "" && m.SSORedirectURL == "":
		r.failure("sso_url", "there is no sign-on URL for HTTP-Redirect or HTTP-POST",
			"ask for metadata with a SingleSignOnService")
	}
	if m.WantAuthnRequestsSigned {
		r.warning("sso_url", "the identity provider wants signed requests",
			"sign requests on this connection, and give the identity provider our metadata or certificate")
	}
	r.validUntil(m, now)
	return r.sorted()
}

func (r *report) validUntil(m protocol.IdPMetadata, now time.Time) {
	const soon = 14 * 24 * time.Hour
	switch left := m.ValidUntil.Sub(now); {
	case m.ValidUntil.IsZero():
	case left <= 0:
		r.failure("metadata", "this metadata was valid until "+day(m.ValidUntil)+": it is out of date",
			"download the identity provider's metadata again")
	case left < soon:
		r.warning("metadata", "this metadata is valid only until "+day(m.ValidUntil),
			"import it by URL, so that it is refreshed by itself")
	}
}

// sorted puts the errors in front and keeps the order of the fields otherwise.
func (r *report) sorted() []Lint {
	var sorted []Lint
	for _, level := range []LintLevel{LintError, LintWarning} {
		for _, lint := range *r {
			if lint.Level == level {
				sorted = append(sorted, lint)
			}
		}
	}
	return sorted
}

// entityID checks a name that has to match octet by octet (P4, P11).
func (r *report) entityID(field, what, value string) {
	if strings.TrimSpace(value) == "" {
		r.failure(field, what+" is missing", "enter it exactly as the other side has it")
		return
	}
	r.unlikely(field, what, value)
	if len(value) > 1024 {
		r.failure(field, fmt.Sprintf("%s is %d bytes long, more than the 1,024 that SAML allows", what, len(value)),
			"check that the right value was pasted")
	}
	if strings.Contains(value, "{tenantid}") {
		r.failure(field, what+" holds the placeholder {tenantid}", "take the metadata of the application itself (App "+
			"Federation Metadata Url), not the common one")
	}
	if u := diff.AbsoluteURL(value); u != nil && u.Hostname() != strings.ToLower(u.Hostname()) {
		r.warning(field, what+" has upper-case letters in its host name",
			"make sure that both sides write it alike: it is compared letter by letter")
	}
}

// unlikely finds characters that nobody types on purpose.
func (r *report) unlikely(field, what, value string) {
	const again = "type it again, or copy it without what is around it"
	switch {
	case value != strings.TrimFunc(value, isBlank):
		r.failure(field, what+" begins or ends with a blank", again)
	case strings.IndexFunc(value, diff.Hidden) >= 0:
		at := strings.IndexFunc(value, diff.Hidden)
		r.failure(field, fmt.Sprintf("%s holds %s %s", what, diff.CharacterName([]rune(value[at:])[0]),
			diff.Position(utf8.RuneCountInString(value[:at]), 0)), again)
	case strings.Contains(value, " "):
		r.warning(field, what+" holds a space", "make sure that the other side has it too")
	}
	if letter, at, found := diff.LookAlike(value); found {
		r.failure(field, fmt.Sprintf("%s holds a look-alike at character %d: %s", what, at+1, diff.LetterName(letter)),
			again)
	}
	if strings.HasPrefix(value, `"`) || strings.HasPrefix(value, "“") || strings.HasPrefix(value, "<") {
		r.failure(field, what+" begins with a quotation mark or bracket", again)
	}
}

func isBlank(r rune) bool { return r == ' ' || diff.Hidden(r) }

// address checks a URL that a browser is sent to.
func (r *report) address(field, what, value string) {
	if strings.TrimSpace(value) == "" {
		r.failure(field, what+" is missing", "import the identity provider's metadata, or enter it by hand")
		return
	}
	r.unlikely(field, what, value)
	u, err := url.Parse(strings.TrimFunc(value, isBlank))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		r.failure(field, what+" is no web address", "enter a complete URL that begins with https://")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		r.warning(field, what+" is http, not https: whoever is on the way can read and change sign-ins",
			"use the https address")
	case u.Fragment != "":
		r.warning(field, what+" has a fragment (#"+diff.Visible(u.Fragment, 40)+"), which browsers keep to themselves",
			"remove it")
	}
}

func isLoopback(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "::1" ||
		strings.HasPrefix(host, "127.")
}

// mixedUp finds values pasted into the field of the other side.
func (r *report) mixedUp(s saml.Settings, ssoURL string) {
	same := func(a, b string) bool {
		plain := func(s string) string { return strings.TrimRight(strings.ToLower(strings.TrimSpace(s)), "/") }
		return a != "" && plain(a) == plain(b)
	}
	const theirs = "enter the identity provider's value"
	switch {
	case same(s.IdPEntityID, s.EntityID) && s.ConnectionType == "JumpCloudSAML":
		// JumpCloud's guide has both sides use one name.
	case same(s.IdPEntityID, s.EntityID):
		r.failure("idp_entity_id", "this is our own entity ID, not the identity provider's",
			theirs+" (Issuer, IdP entity ID)")
	case same(s.IdPEntityID, s.ACSURL):
		r.failure("idp_entity_id", "this is our ACS URL, not the identity provider's entity ID",
			theirs+" (Issuer, IdP entity ID)")
	}
	switch {
	case same(ssoURL, s.ACSURL):
		r.failure("sso_url", "this is our own ACS URL, not the identity provider's sign-on URL",
			theirs+" (sign-on URL, SAML 2.0 endpoint)")
	case same(ssoURL, s.EntityID):
		r.failure("sso_url", "this is our own entity ID, not the identity provider's sign-on URL",
			theirs+" (sign-on URL, SAML 2.0 endpoint)")
	}
	for i, certificate := range s.Certificates {
		for _, earlier := range s.Certificates[:i] {
			if bytes.Equal(certificate, earlier) {
				r.warning("certificates", "the same certificate is there twice", "remove one of them")
			}
		}
	}
}

// policy names each opt-in that weakens a rule.
func (r *report) policy(s saml.Settings) {
	const remedy = "switch it off as soon as the identity provider allows"
	for _, optIn := range s.Policy.Weakened() {
		r.warning("policy", optIn.Effect, remedy)
	}
	if s.Policy.Skew < 0 || s.Policy.Skew > 5*time.Minute {
		r.failure("policy", "the clock skew of "+s.Policy.Skew.String()+" is not between 0 and 5 minutes",
			"set it to 3m")
	}
	if s.Requests.NameIDFormat == protocol.FormatTransient {
		r.warning("name_id_format", "requests ask for a transient NameID, which is another one at each sign-in",
			"ask for persistent, or make sure that an id attribute is sent")
	}
	if s.AllowOutside {
		r.warning("domains", "profiles outside the organization's domains are accepted",
			"add the domains and switch it off, unless the identity provider serves this organization alone")
	} else if len(s.Domains) == 0 {
		r.failure("domains", "the organization has no verified domain: every sign-in will be refused",
			"verify a domain, or allow profiles outside the organization")
	}
}
