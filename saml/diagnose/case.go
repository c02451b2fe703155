package diagnose

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"gatehouse/saml"
	"gatehouse/saml/diff"
	"gatehouse/saml/protocol"
)

// refusal is one case to explain: what was found, in which settings.
type refusal struct {
	verdict  *saml.Verdict
	settings saml.Settings
	root     saml.Finding
	check    saml.Check // that found it; zero if the verdict has none
	facts    saml.Facts // of that check
	words    providerWords

	difference string
}

func newCase(v *saml.Verdict, s saml.Settings, root saml.Finding) *refusal {
	c := &refusal{verdict: v, settings: s, root: root, words: wordsFor(s.ConnectionType)}
	if root.Check >= 0 && root.Check < len(v.Checks) {
		c.check = v.Checks[root.Check]
	}
	if c.check.Facts != nil {
		c.facts = *c.check.Facts
	}
	c.difference = diff.Between(c.expectedValue(), c.receivedValue())
	return c
}

// info is the catalogue's entry, told more closely where this case allows it.
func (c *refusal) info() CauseInfo {
	info := infoOf(c.root.Cause)
	switch closer := closerCauses[c.root.Cause]; {
	case c.check.Reason == saml.KeyUncertain:
		closerKeyUncertain(&info)
	case c.check.Rule == "E2":
		closerPlaintext(&info)
	case closer != nil:
		closer(c, &info)
	case oidcCloser[c.root.Cause] != nil:
		oidcCloser[c.root.Cause](c, &info)
	}
	return info
}

// expectedValue is what received should have been, letter by letter. The
// settings know it better than a check's text does.
func (c *refusal) expectedValue() string {
	switch c.root.Cause {
	case saml.Destination, saml.Recipient:
		return c.settings.ACSURL
	case saml.Audience:
		return c.settings.EntityID
	case saml.Issuer:
		return c.settings.IdPEntityID
	case saml.DomainNotAllowed:
		return c.facts.Nearest
	}
	return c.check.Expected
}

// receivedValue is what was received in its place: of several audiences, the one
// that is nearest.
func (c *refusal) receivedValue() string {
	if c.root.Cause == saml.Audience && c.facts.Nearest != "" {
		return c.facts.Nearest
	}
	return c.check.Received
}

const (
	longestValue = 300 // bytes of a received value within a sentence
	longestList  = 12  // attribute names within a sentence
)

// engineerValues fill the sentence for this side: a generic provider is "the",
// not "your", identity provider.
func (c *refusal) engineerValues() map[string]string {
	values := c.adminValues()
	if c.words.isGeneric() {
		values["idp"] = "the identity provider"
	}
	return values
}

func (c *refusal) adminValues() map[string]string {
	show := func(value string) string { return diff.Visible(value, longestValue) }
	seen := c.verdict.Seen
	values := map[string]string{
		"idp": c.words.Name, "where": c.words.Where, "issuer": c.words.Issuer,
		"audience": c.words.Audience, "acs": c.words.ACS, "relayState": c.words.RelayState,
		"signing": c.words.Signing, "algorithm": c.words.Algorithm, "certificate": c.words.Certificate,
		"nameID": c.words.NameID, "attributes": c.words.Attributes,
		"encryption": c.words.Encryption, "access": c.words.Access,

		"acsURL": show(c.settings.ACSURL), "entityID": show(c.settings.EntityID),
		"idpEntityID": show(c.settings.IdPEntityID),
		"skew":        skewInWords(c.settings.Policy.Skew), "domains": show(strings.Join(c.settings.Domains, ", ")),

		"expected": show(c.check.Expected), "received": show(c.check.Received),
		"detail": show(c.check.Detail),
		"said":   show(strings.TrimRight(c.check.Detail, ". \r\n")), // it may be a provider's sentence
		"quoted": quotedOrNone(show(c.check.Received)), "difference": c.difference,

		"email": show(seen.Email), "domain": show(domainInWords(domainOf(seen.Email))),
		"arrived": instantInWords(c.facts.Now), "bound": instantInWords(c.facts.Bound),
		"past": passedInWords(c.facts.Age), "most": passedInWords(c.facts.MaxAge),
		"size": sizeInWords(c.facts.Size), "maxSize": sizeInWords(c.facts.MaxSize),
		"fields": show(strings.ReplaceAll(c.check.Fields, "_", " ")), "example": c.example(),
		"askedBy": strings.TrimSpace(c.askedBy()), "authnStatement": c.words.statement(),
		"age": durationInWords(c.verdict.ClockOffset), "missing": show(c.missing()),
		"attributesSeen": attributeNames(seen.Attributes),
		"statusMessage":  show(strings.TrimRight(seen.StatusMessage, ". \r\n")), "status": c.statusInWords(),

		"key": show(c.facts.Key), "keys": show(strings.Join(c.facts.Keys, ", ")),

		"configured": c.configured(), "shown": protocol.DescribeCertificate(seen.KeyInfo),
		"clockOrTell": c.words.Clock, "expectedAlgorithm": "RSA-SHA256 with a SHA-256 digest",
	}
	values["maker"] = c.words.Name
	if c.words.isGeneric() {
		values["maker"] = "an identity provider"
	}
	if trusted := c.trusted(); trusted != nil {
		values["trusted"] = protocol.DescribeCertificate(trusted.Raw)
		values["expiry"], values["begin"] = day(trusted.NotAfter), day(trusted.NotBefore)
	}
	values["side"] = "behind"
	if c.verdict.ClockOffset > 0 {
		values["side"] = "ahead of"
	}
	if c.words.Clock == "" {
		values["clockOrTell"] = "let us know"
	}
	if c.root.Class == saml.DecryptionFailed {
		values["algorithm"] = "the encryption algorithm"
		values["expectedAlgorithm"] = "AES-256-GCM with RSA-OAEP"
	}
	return values
}

// instantInWords is "" for no time.
func instantInWords(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("15:04:05 UTC on 2 January 2006")
}

// configured describes the certificates that are trusted.
func (c *refusal) configured() string {
	var all []string
	for _, der := range c.settings.Certificates {
		if len(all) == 3 {
			all = append(all, fmt.Sprintf("and %d more", len(c.settings.Certificates)-3))
			break
		}
		all = append(all, protocol.DescribeCertificate(der))
	}
	if len(all) == 0 {
		return "no certificate"
	}
	return strings.Join(all, "; ")
}

// missing names the profile fields that the attributes do not fill.
func (c *refusal) missing() string {
	return strings.ReplaceAll(c.check.Fields, "_", " ")
}

// example is a value that is one for each user, where one field is meant.
func (c *refusal) example() string {
	f, _ := saml.ProfileFieldNamed(c.check.Fields)
	return f.Example
}

func quotedOrNone(value string) string {
	if value == "" {
		return ""
	}
	return `"` + value + `"`
}

func attributeNames(attributes []saml.Attribute) string {
	if len(attributes) == 0 {
		return "no attributes at all"
	}
	var names []string
	for i, attribute := range attributes {
		if i == longestList {
			names = append(names, fmt.Sprintf("and %d more", len(attributes)-longestList))
			break
		}
		names = append(names, diff.Visible(attribute.Name, 100))
	}
	return strings.Join(names, ", ")
}

func domainOf(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return ""
	}
	return strings.ToLower(email[at+1:])
}

// domainInWords shows an international name as it is read, with what it stands for.
func domainInWords(domain string) string {
	if written, err := idna.Display.ToUnicode(domain); err == nil && written != domain {
		return written + " (" + domain + ")"
	}
	return domain
}

func skewInWords(skew time.Duration) string {
	if skew <= 0 {
		return "no time"
	}
	return durationInWords(skew)
}

// passedInWords is "" for no time.
func passedInWords(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return durationInWords(d)
}

// durationInWords is exact enough to act on: the two largest units.
func durationInWords(d time.Duration) string {
	d = d.Abs()
	units := []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}}
	var parts []string
	for _, unit := range units {
		n := d / unit.size
		d -= n * unit.size
		switch {
		case n == 1:
			parts = append(parts, "1 "+unit.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit.name))
		case len(parts) > 0:
			return parts[0] // a unit is skipped: the rest is too small to matter
		}
		if len(parts) == 2 {
			break
		}
	}
	if len(parts) == 0 {
		return "less than a second"
	}
	return strings.Join(parts, " and ")
}

// sizeInWords is "" for nothing.
func sizeInWords(n int64) string {
	switch {
	case n == 0:
		return ""
	case n < 10_000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1<<20:
		return fmt.Sprintf("%.0f KiB", float64(n)/(1<<10))
	}
	return strings.Replace(fmt.Sprintf("%.2f MiB", float64(n)/(1<<20)), ".00", "", 1)
}
