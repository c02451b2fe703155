package saml

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// refusal is one case to explain: what was found, in which settings.
type refusal struct {
	verdict  *Verdict
	settings Settings
	root     Finding
	check    Check // that found it; zero if the verdict has none
	words    providerWords

	difference string
}

func newCase(v *Verdict, s Settings, root Finding) *refusal {
	c := &refusal{verdict: v, settings: s, root: root, words: wordsFor(s.ConnectionType)}
	if root.Check >= 0 && root.Check < len(v.Checks) {
		c.check = v.Checks[root.Check]
	}
	c.difference = Difference(c.expectedValue(), c.check.Received)
	if c.difference == "" && strings.HasPrefix(c.check.Detail, differsIn) {
		c.difference = c.check.Detail // from the one of several that is closest
		c.check.Detail = ""
	}
	return c
}

// info is the catalogue's entry, told more closely where this case allows it.
func (c *refusal) info() CauseInfo {
	info := c.root.Cause.info()
	switch closer := closerCauses[c.root.Cause]; {
	case c.check.Reason == KeyUncertain:
		closerKeyUncertain(&info)
	case c.check.Rule == "E2":
		closerPlaintext(&info)
	case closer != nil:
		closer(c, &info)
	}
	return info
}

// expectedValue is what received should have been, letter by letter. The
// settings know it better than a check's text does.
func (c *refusal) expectedValue() string {
	switch c.root.Cause {
	case Destination, Recipient:
		return c.settings.ACSURL
	case Audience:
		return c.settings.EntityID
	case Issuer:
		return c.settings.IdPEntityID
	}
	return c.check.Expected
}

const (
	longestValue = 300 // bytes of a received value within a sentence
	longestList  = 12  // attribute names within a sentence
)

// engineerValues fill the sentence for this side: a generic provider is "the",
// not "your", identity provider.
func (c *refusal) engineerValues() map[string]string {
	values := c.adminValues()
	if c.words.Name == generic.Name {
		values["idp"] = "the identity provider"
	}
	return values
}

func (c *refusal) adminValues() map[string]string {
	show := func(value string) string { return sizesInWords(visible(value, longestValue)) }
	seen := c.verdict.Seen
	values := map[string]string{
		"idp": c.words.Name, "where": c.words.Where, "issuer": c.words.Issuer,
		"audience": c.words.Audience, "acs": c.words.ACS, "relayState": c.words.RelayState,
		"signing": c.words.Signing, "algorithm": c.words.Algorithm, "certificate": c.words.Certificate,
		"nameID": c.words.NameID, "attributes": c.words.Attributes,
		"encryption": c.words.Encryption, "access": c.words.Access,

		"acsURL": show(c.settings.ACSURL), "entityID": show(c.settings.EntityID), "idpEntityID": show(c.settings.IdPEntityID),
		"skew": skewInWords(c.settings.Policy.Skew), "domains": show(strings.Join(c.settings.Domains, ", ")),

		"expected": show(c.check.Expected), "received": show(c.check.Received),
		"detail": show(strings.TrimPrefix(c.check.Detail, "base64: ")),
		"quoted": quotedOrNone(show(c.check.Received)), "difference": c.difference,

		"email": show(seen.Email), "domain": show(domainOf(seen.Email)),
		"arrived": instantIn(c.check.Received), "bound": instantIn(c.check.Expected),
		"fields": show(strings.ReplaceAll(c.check.Fields, "_", " ")), "example": fieldExamples[c.check.Fields],
		"askedBy": strings.TrimSpace(c.askedBy()), "authnStatement": c.words.statement(),
		"age": durationInWords(c.verdict.ClockOffset), "missing": show(c.missing()),
		"attributesSeen": attributeNames(seen.Attributes),
		"statusMessage":  show(strings.TrimRight(seen.StatusMessage, ". \r\n")), "status": statusInWords(seen),

		"configured": c.configured(), "shown": describeCertificate(seen.KeyInfo),
		"clockOrTell": c.words.Clock, "expectedAlgorithm": "RSA-SHA256 with a SHA-256 digest",
	}
	values["maker"] = c.words.Name
	if c.words.Name == generic.Name {
		values["maker"] = "an identity provider"
	}
	if trusted := c.trusted(); trusted != nil {
		values["trusted"] = describeCertificate(trusted.Raw)
		values["expiry"], values["begin"] = day(trusted.NotAfter), day(trusted.NotBefore)
	}
	values["side"] = "behind"
	if c.verdict.ClockOffset > 0 {
		values["side"] = "ahead of"
	}
	if c.words.Clock == "" {
		values["clockOrTell"] = "let us know"
	}
	if c.root.Class == DecryptionFailed {
		values["algorithm"] = "the encryption algorithm"
		values["expectedAlgorithm"] = "AES-256-GCM with RSA-OAEP"
	}
	return values
}

var instantText = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// instantIn finds the first time in a check's text and writes it for people.
func instantIn(text string) string {
	at, err := time.Parse(time.RFC3339Nano, instantText.FindString(text))
	if err != nil {
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
		all = append(all, describeCertificate(der))
	}
	if len(all) == 0 {
		return "no certificate"
	}
	return strings.Join(all, "; ")
}

// describeCertificate names a certificate so that two people can compare it.
func describeCertificate(der []byte) string {
	if len(der) == 0 {
		return ""
	}
	name := ""
	if certificate, err := ReadCertificate(der); err == nil && certificate.CommonName != "" {
		name = `"` + visible(certificate.CommonName, 80) + `", `
	}
	return name + "SHA-256 " + Fingerprint(der)
}

// missing names the profile fields that the attributes do not fill.
func (c *refusal) missing() string {
	list := c.check.Fields
	if list == "" { // a verdict of an earlier version
		list, _ = strings.CutPrefix(c.check.Detail, "missing: ")
	}
	return strings.ReplaceAll(list, "_", " ")
}

// fieldExamples are values that are one for each user.
var fieldExamples = map[string]string{
	"id": "the user's ID in the directory", "email": "the primary email address",
	"first_name": "the first given name", "last_name": "the surname", "name": "the display name",
}

func quotedOrNone(value string) string {
	if value == "" {
		return ""
	}
	return `"` + value + `"`
}

func attributeNames(attributes []Attribute) string {
	if len(attributes) == 0 {
		return "no attributes at all"
	}
	var names []string
	for i, attribute := range attributes {
		if i == longestList {
			names = append(names, fmt.Sprintf("and %d more", len(attributes)-longestList))
			break
		}
		names = append(names, visible(attribute.Name, 100))
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

func skewInWords(skew time.Duration) string {
	if skew <= 0 {
		return "no time"
	}
	return durationInWords(skew)
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

// As time.Duration prints them: with seconds, and with minutes if with hours.
var durationText = regexp.MustCompile(`\b(\d+h)?\d+m\d+s\b`)

var byteCount = regexp.MustCompile(`\b\d{5,12} bytes\b`)

// sizesInWords makes "1310720 bytes" and "1h55m0s" readable.
func sizesInWords(text string) string {
	text = durationText.ReplaceAllStringFunc(text, func(found string) string {
		d, err := time.ParseDuration(found)
		if err != nil {
			return found
		}
		return durationInWords(d)
	})
	return byteCount.ReplaceAllStringFunc(text, func(found string) string {
		n, _ := strconv.ParseFloat(strings.TrimSuffix(found, " bytes"), 64) // digits only
		if n < 1<<20 {
			return fmt.Sprintf("%.0f KiB", n/(1<<10))
		}
		return strings.Replace(fmt.Sprintf("%.2f MiB", n/(1<<20)), ".00", "", 1)
	})
}
