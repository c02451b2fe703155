package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeEmail(t *testing.T) []probe {
	l := list{t: t}
	for _, bad := range []string{"@", "@@", "ada", "ada@", "@acme.com", "ada@@acme.com", "ada@acme.com@acme.com",
		"ada@acme.com@evil.example", "ada@acme.com.", "ada@.acme.com", "ada@acme", "ada@acme..com", "ada@-acme.com",
		"ada@acme-.com", "ada@acme.com-", "ada@acme.com\u00a0", "\u00a0ada@acme.com", "ada@acme.com\u2028",
		"ada@acme.com\u0085", "ada@acme.com&#10;x", "ada%acme.com@evil.example", "ada!acme.com@evil.example",
		"ada@a\u212acme.com", "ada@acme.com&#13;&#10;Bcc: x@evil.example", "ada@acme.com,eve@evil.example",
		"ada@acme.com;eve@evil.example", "ada@acme.com eve@evil.example", "Ada &lt;ada@acme.com&gt;",
		"&lt;ada@acme.com&gt;", "mailto:ada@acme.com",
		`&quot;ada@evil.example&quot;@acme.com`, `ada\@evil.example@acme.com`, "ada(comment)@acme.com",
		"ada@acme.com(comment)", "(x)ada@acme.com", "ada@[127.0.0.1]", "ada@acme.com:25", "ada@acme.com/x",
		"ada@acme.com?x", "ada@acme.com#x", "ada@acme.com%00", "ada@acme.com%2eevil.example", "ada@acme_.com",
		"ada\u200b@acme.com", "ada\u202e@acme.com", "\ufeffada@acme.com", "ada\u00ad@acme.com", "ada\u2028@acme.com",
		"a&#9;da@acme.com", "ada@xn--.com", "ada@xn--a.com", "ada@xn--acme-.com", "ada@*.acme.com", "ada@acme.com\\",
		"ada@acme.com'", "ada@ac me.com", strings.Repeat("a", 65) + "@acme.com", "a@" + strings.Repeat("a.",
			126) + "com", "a@" + strings.Repeat("a", 64) + ".com", "ada@acme.c\u0301om\u0301\u0301.-"} {
		l.attack("P17 "+bad, edits(t, email, bad), saml.BadEmail)
	}
	for _, bad := range []string{"ada@evil.example", "ada@acme.com.evil.example", "ada@evilacme.com",
		"ada@evil-acme.com", "ada@sub.acme.com", "ada@acme.co", "ada@acme.comm", "ada@acme.org", "ada@аcme.com",
		"ada@acmé.com", "ada@acme.cοm", "ada@xn--cme-6cd.com", "ada+acme.com@evil.example", "acme.com@evil.example",
		"ada@127.0.0.1", "ada@ACME.COM.example"} {
		l.attack("P17 the domain of "+bad, edits(t, email, bad), saml.DomainNotAllowed)
	}
	// Characters in the domain that IDNA maps away: what is compared is not
	// what is handed on.
	for name, bad := range map[string]string{"a soft hyphen": "ada@ac\u00adme.com",
		"a zero-width space": "ada@ac\u200bme.com", "a word joiner": "ada@ac\u2060me.com",
		"a BOM": "ada@ac\ufeffme.com", "a variation selector": "ada@ac\ufe0fme.com",
		"an ideographic full stop": "ada@acme\u3002com", "a full-width full stop": "ada@acme\uff0ecom",
		"a half-width full stop": "ada@acme\uff61com", "full-width letters": "ada@\uff41cme.com",
		"mathematical letters": "ada@\U0001d41acme.com", "circled letters": "ada@\u24d0cme.com",
		"a ligature":               "ada@acme.\u33c7m",
		"a soft hyphen at its end": "ada@acme.com\u00ad"} {
		l.attack("P17 a domain with "+name, edits(t, email, bad), saml.BadEmail, saml.DomainNotAllowed)
	}
	for name, bad := range map[string]string{"a full-width @": "ada\uff20evil.example@acme.com",
		"a small @": "ada\ufe6bevil.example@acme.com"} {
		l.attack("P17 an address with "+name, edits(t, email, bad), saml.BadEmail)
	}
	for _, good := range []string{"ada@acme.com", "ADA@ACME.COM", "a@acme.com", "ada+tag@acme.com", "o'brien@acme.com",
		"ada.lovelace@acme.com", "a_d-a@acme.com", "ädä@acme.com", "ada=x@acme.com", "{ada}@acme.com", "1@acme.com",
		"ada/x@acme.com", "ada@acme.com&#10;", "&#9;ada@acme.com "} {
		l.sound("P17 "+good, edits(t, email, good))
	}
	return l.all
}
