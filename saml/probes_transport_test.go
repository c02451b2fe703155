package saml_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

func probeTransport(t *testing.T) []probe {
	l := list{t: t}
	good := base64.StdEncoding.EncodeToString([]byte(sound(t).xml(t) + "\n")) // ends in padding or not
	for !strings.HasSuffix(good, "=") {
		good = base64.StdEncoding.EncodeToString([]byte(sound(t).xml(t) + strings.Repeat("\n", 1+len(l.all)%3) + " "))
	}
	q := url.QueryEscape(good)
	post := func(name, body, contentType string, expected ...saml.Cause) {
		m := sound(t)
		m.posted = func(p *saml.Post) {
			p.Body, p.Size = []byte(body), int64(len(body))
			if contentType != "" {
				p.ContentType = contentType
			}
		}
		l.all = append(l.all, probe{name: name, made: m, causes: expected})
	}
	for _, second := range []string{"SAMLResponse=", "SAMLResponse", "SAMLResponse=x", "S%41MLResponse=" + q,
		"%53%41%4d%4c%52%65%73%70%6f%6e%73%65=" + q, "SAMLResponse=" + q, "SAMLRespons%65"} {
		post("T2 "+second[:min(len(second), 30)]+" before", second+"&SAMLResponse="+q, "", saml.DuplicateParameter)
		post("T2 "+second[:min(len(second), 30)]+" behind", "SAMLResponse="+q+"&"+second, "", saml.DuplicateParameter)
	}
	post("T2 RelayState twice", "RelayState=a&SAMLResponse="+q+"&RelayState=b", "", saml.DuplicateParameter)
	post("T2 RelayState twice, once empty", "RelayState&SAMLResponse="+q+"&RelayState=b", "", saml.DuplicateParameter)
	for _, name := range []string{"samlresponse", "SAMLRESPONSE", "SAMLResponse%00", " SAMLResponse", "SAMLResponse[]",
		"SAMLResponse.x", "SAMLRequest", "%EF%BC%B3AMLResponse", "SAMLResponse%20"} {
		post("T2 as "+name, name+"="+q, "", saml.NoSAMLResponse)
	}
	post("T2 as SAMLart", "SAMLart="+q, "", saml.WrongBinding)
	post("T2 nothing", "", "", saml.NoSAMLResponse)
	post("T2 an empty value", "SAMLResponse=", "", saml.NoSAMLResponse)
	post("T2 & alone", "&&&&", "", saml.NoSAMLResponse)
	post("T2 a semicolon between", "RelayState=x;SAMLResponse="+q, "", saml.NoSAMLResponse)
	for _, ct := range []string{"", "text/plain", "application/json", "multipart/form-data; boundary=x",
		"application/x-www-form-urlencoded-x", "application/xml", "x", "application/x-www-form-urlencoded, text/plain",
		"text/plain; application/x-www-form-urlencoded", "application/x-www-form-urlencoded\x00"} {
		m := sound(t)
		m.posted = func(p *saml.Post) { p.ContentType = ct }
		l.attack("T1 content type "+ct, m, saml.WrongBinding)
	}
	for _, ct := range []string{"application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-URLEncoded",
		"application/x-www-form-urlencoded;charset=utf-8", " application/x-www-form-urlencoded ",
		"application/x-www-form-urlencoded;"} {
		m := sound(t)
		m.posted = func(p *saml.Post) { p.ContentType = ct }
		l.sound("T1 content type "+ct, m)
	}
	for _, method := range []string{"GET", "post", "PUT", "", "POST ", "HEAD", "PATCH"} {
		m := sound(t)
		m.posted = func(p *saml.Post) { p.Method = method }
		l.attack("T1 method "+method, m, saml.WrongBinding)
	}
	post("T1 one byte too many", "SAMLResponse="+q+"&x="+strings.Repeat("x",
		protocol.MaxBody-len(q)-len("SAMLResponse=&x=")+1), "", saml.BodyTooLarge)
	post("T1 exactly as large as may be", "SAMLResponse="+q+"&x="+strings.Repeat("x",
		protocol.MaxBody-len(q)-len("SAMLResponse=&x=")), "")

	b64 := func(name string, change func(string) string, expected ...saml.Cause) {
		post(name, "SAMLResponse="+url.QueryEscape(change(good)), "", expected...)
	}
	b64("T3 no padding", func(s string) string { return strings.TrimRight(s, "=") }, saml.BadBase64)
	b64("T3 padding too much", func(s string) string { return s + "=" }, saml.BadBase64)
	b64("T3 four paddings more", func(s string) string { return s + "====" }, saml.BadBase64)
	b64("T3 padding in the middle", func(s string) string { return s[:8] + "==" + s[10:] }, saml.BadBase64)
	b64("T3 padding in the middle, far on", func(s string) string { return s[:800] + "=" + s[801:] }, saml.BadBase64)
	b64("T3 a character missing", func(s string) string { return s[1:] }, saml.BadBase64)
	b64("T3 the alphabet of URLs", func(s string) string {
		return base64.URLEncoding.EncodeToString([]byte(strings.Replace(sound(t).xml(t), "Lovelace",
			"L\u00f6\u00ff\u00fe\u00bf\u00fb\u07ff", 1))) + "-_"
	}, saml.BadBase64)
	for name, c := range map[string]string{"-": "-", "_": "_", ".": ".", "NUL": "\x00", "VT": "\v", "FF": "\f",
		"NBSP": "\u00a0", "a full-width A": "\uff21", "DEL": "\x7f", "!": "!", ",": ",", "a percent sign": "%",
		"a backslash": "\\n"} {
		for _, at := range []int{0, 4, 33, 700} {
			b64(fmt.Sprintf("T3 %s at %d", name, at), func(s string) string {
				return s[:at] + c + s[at:]
			}, saml.BadBase64)
		}
	}
	b64("T3 a data URL", func(s string) string { return "data:text/xml;base64," + s }, saml.BadBase64)
	b64("T3 quotes around it", func(s string) string { return `"` + s + `"` }, saml.BadBase64)
	b64("T3 percent-encoded twice", func(s string) string {
		return strings.ReplaceAll(url.QueryEscape(s+"+"), "%2B", "") + "%3D"
	}, saml.BadBase64)
	b64("T3 base64 thrice", func(s string) string {
		for range 2 {
			s = base64.StdEncoding.EncodeToString([]byte(s))
		}
		return s
	}, saml.BadBase64, saml.NotWellFormed)
	b64("T3 two values in one", func(s string) string { return s + s }, saml.BadBase64, saml.NotWellFormed)
	b64("T3 white space everywhere", func(s string) string {
		return " \r\n\t" + strings.Join(strings.Split(s, ""), "\n") + "\n "
	})
	b64("T3 lines of 76 and CRLF", func(s string) string {
		var b strings.Builder
		for len(s) > 76 {
			b.WriteString(s[:76] + "\r\n")
			s = s[76:]
		}
		return b.String() + s
	})
	post("T3 percent-encoded throughout", "SAMLResponse="+func() string {
		var b strings.Builder
		for _, c := range []byte(good) {
			fmt.Fprintf(&b, "%%%02x", c)
		}
		return b.String()
	}(), "")
	b64("T3 bits left over behind the last byte", func(s string) string {
		i := len(strings.TrimRight(s, "=")) - 1
		at := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", s[i])
		return s[:i] + string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[at|1]) + s[i+1:]
	}) // the same octets, which alone are judged
	for _, cut := range []string{"%", "%4", "%zz", "%%41"} {
		post("T3 a broken escape "+cut, "SAMLResponse="+q+cut, "", saml.BadBase64)
	}
	post("T3 XML as it stands", "SAMLResponse="+url.QueryEscape(sound(t).xml(t)), "", saml.BadBase64)
	post("T3 JSON", `{"SAMLResponse":"`+good+`"}`, "application/json", saml.WrongBinding)
	return l.all
}
