package diff

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// differenceInURL compares two absolute URLs part by part.
func differenceInURL(expected, received string) string {
	e, r := AbsoluteURL(expected), AbsoluteURL(received)
	if e == nil || r == nil {
		return ""
	}
	var found []string
	add := func(difference string) {
		if difference != "" {
			found = append(found, difference)
		}
	}
	if e.Scheme != r.Scheme {
		add("the scheme (" + r.Scheme + " instead of " + e.Scheme + ")")
	}
	host, otherHost := differenceInHost(e, r)
	add(host)
	add(differenceInPort(e, r))
	path, otherPath := differenceInPath(e.EscapedPath(), r.EscapedPath())
	if otherHost && otherPath {
		return "" // nothing in common: no need to point at anything
	}
	add(path)
	add(differenceInPart("the query string", "?", e.RawQuery, r.RawQuery))
	add(differenceInPart("the fragment", "#", e.Fragment, r.Fragment))
	if len(found) == 0 && strings.EqualFold(expected, received) {
		return differenceInCase(expected, received) // of the scheme, which parsing lowers
	}
	return strings.Join(found, " and in ")
}

func AbsoluteURL(value string) *url.URL {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return u
}

// differenceInHost also says whether the two hosts have nothing to do with each
// other.
func differenceInHost(e, r *url.URL) (difference string, other bool) {
	expected, received := e.Hostname(), r.Hostname()
	instead := " (" + Visible(received, 100) + " instead of " + Visible(expected, 100) + ")"
	switch {
	case expected == received:
		return "", false
	case strings.EqualFold(expected, received):
		return "upper and lower case of the host" + instead, false
	case sameIDN(expected, received):
		return "how the host is written" + instead + ": one is the punycode of the other", false
	case "www."+expected == received || expected == "www."+received:
		return "the www of the host" + instead, false
	}
	return "the host" + instead, true
}

func sameIDN(a, b string) bool {
	asciiA, err1 := idna.Lookup.ToASCII(a)
	asciiB, err2 := idna.Lookup.ToASCII(b)
	return err1 == nil && err2 == nil && asciiA == asciiB
}

func differenceInPort(e, r *url.URL) string {
	expected, received := e.Port(), r.Port()
	switch {
	case expected == received:
		return ""
	case expected == "":
		return "the port (:" + received + " added)"
	case received == "":
		return "the port (:" + expected + " missing)"
	}
	return "the port (:" + received + " instead of :" + expected + ")"
}

// differenceInPath also says whether the two paths have nothing to do with each
// other.
func differenceInPath(expected, received string) (difference string, other bool) {
	instead := " (" + Visible(received, 200) + " instead of " + Visible(expected, 200) + ")"
	plainE, err1 := url.PathUnescape(expected)
	plainR, err2 := url.PathUnescape(received)
	switch {
	case expected == received:
		return "", false
	case expected+"/" == received:
		return "a trailing slash (added)", false
	case expected == received+"/":
		return "a trailing slash (missing)", false
	case strings.EqualFold(expected, received):
		return "upper and lower case of the path" + firstUnlike(expected, received), false
	case singleSlashes(expected) == singleSlashes(received):
		return "a doubled slash in the path" + instead, false
	case strings.HasPrefix(received, expected) && len(expected) > 1:
		return "the end of the path (" + Visible(received[len(expected):], 200) + " added)", false
	case strings.HasPrefix(expected, received) && len(received) > 1:
		return "the end of the path (" + Visible(expected[len(received):], 200) + " missing)", false
	case err1 == nil && err2 == nil && plainE == plainR:
		return "percent-encoding of the path" + instead, false
	}
	return "the path" + instead, true
}

func singleSlashes(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

func differenceInPart(name, mark, expected, received string) string {
	switch {
	case expected == received:
		return ""
	case expected == "":
		return name + " (" + mark + Visible(received, 100) + " added)"
	case received == "":
		return name + " (" + mark + Visible(expected, 100) + " missing)"
	}
	return name + " (" + mark + Visible(received, 100) + " instead of " + mark + Visible(expected, 100) + ")"
}
