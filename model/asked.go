package model

import (
	"slices"
	"strings"

	"gatehouse/saml/protocol"
)

// nameIDFormats are the short names of the formats that are usual.
var nameIDFormats = map[string]string{
	"email":       protocol.FormatEmailAddress,
	"persistent":  protocol.FormatPersistent,
	"transient":   protocol.FormatTransient,
	"unspecified": protocol.FormatUnspecified,
}

// NoWish is how people write that nothing is asked for.
const NoWish = "none"

// NameIDFormats lists the words that [NameIDFormat] understands.
func NameIDFormats() []string {
	return []string{NoWish, "email", "persistent", "transient", "unspecified"}
}

// NameIDFormat reads a format as people write it: one of the short names, the
// format itself, or none.
func NameIDFormat(text string) string {
	text = strings.TrimSpace(text)
	if text == NoWish {
		return ""
	}
	if format, known := nameIDFormats[strings.ToLower(text)]; known {
		return format
	}
	return text
}

// NameIDFormatWord is a format as people read it.
func NameIDFormatWord(format string) string {
	for word, known := range nameIDFormats {
		if known == format {
			return word
		}
	}
	if format == "" {
		return NoWish
	}
	return format
}

// AuthnContexts reads classes as people list them: separated by white space or
// commas; none asks for none.
func AuthnContexts(text string) []string {
	classes := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' })
	if len(classes) == 1 && classes[0] == NoWish {
		return nil
	}
	return classes
}

// maxAuthnContexts bounds the classes that a request asks for.
const maxAuthnContexts = 10

// checkAsked cleans what a connection's requests ask for, and refuses what no
// identity provider could understand.
func checkAsked(a *protocol.Asked) error {
	if err := checkURI("name_id_format", a.NameIDFormat); a.NameIDFormat != "" && err != nil {
		return err
	}
	if len(a.AuthnContexts) > maxAuthnContexts {
		return Refuse("authn_contexts", "keep those that count", "%d classes are more than %d", len(a.AuthnContexts),
			maxAuthnContexts)
	}
	for i, class := range a.AuthnContexts {
		if err := checkURI("authn_contexts", class); err != nil {
			return err
		}
		if slices.Contains(a.AuthnContexts[:i], class) {
			return Refuse("authn_contexts", "name it once", "%q is there twice", Short(class))
		}
	}
	switch {
	case a.Comparison != "" && !slices.Contains(protocol.Comparisons(), a.Comparison):
		return Refuse("authn_comparison", "use exact, minimum, maximum or better", "there is no comparison %q",
			Short(string(a.Comparison)))
	case len(a.AuthnContexts) == 0:
		a.AuthnContexts, a.Comparison = nil, "" // it compares with nothing
	case a.Comparison == protocol.Exact:
		a.Comparison = "" // what it means
	}
	return nil
}

// checkURI refuses what is no absolute URI, as SAML names formats and classes.
func checkURI(field, value string) error {
	scheme, rest, ok := strings.Cut(value, ":")
	if !ok || scheme == "" || rest == "" || strings.ContainsAny(value, " \t\r\n") {
		return Refuse(field, "write it as the identity provider documents it, like urn:oasis:names:tc:SAML:2.0:…",
			"%q is no URI", Short(value))
	}
	return CheckText(field, value, 1024)
}

// AskedInWords is what a connection's requests ask for, "" for nothing.
func AskedInWords(a protocol.Asked) string {
	var all []string
	if a.ForceAuthn {
		all = append(all, "a new sign-in (ForceAuthn)")
	}
	if a.NameIDFormat != "" {
		all = append(all, "the NameID format "+NameIDFormatWord(a.NameIDFormat))
	}
	if len(a.AuthnContexts) > 0 {
		comparison := protocol.Exact
		if a.Comparison != "" {
			comparison = a.Comparison
		}
		all = append(all, "the authentication "+strings.Join(a.AuthnContexts, " or ")+" ("+string(comparison)+")")
	}
	return strings.Join(all, "; ")
}
