package model

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"
)

//go:embed freemail.txt
var freemailList string

var freemail = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(freemailList) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all[line] = true
		}
	}
	return all
})

// freemailBrands give addresses to the public under many countries' suffixes:
// "yahoo" is yahoo.com and yahoo.co.jp.
var freemailBrands = map[string]bool{
	"gmail": true, "gmx": true, "googlemail": true, "hotmail": true, "outlook": true, "yahoo": true, "yandex": true,
}

// PublicMail reports whether anybody can get an address in a domain, or in one
// that it is part of.
func PublicMail(domain string) bool {
	zone := Registered(domain)
	if brand, _, _ := strings.Cut(zone, "."); freemailBrands[brand] {
		return true
	}
	for name := domain; ; {
		if freemail()[name] {
			return true
		}
		_, rest, more := strings.Cut(name, ".")
		if name == zone || !more {
			return false
		}
		name = rest
	}
}

// OwnableDomain gives a domain that an organization can be given, normalized. It
// refuses what is none, and one that no organization has to itself.
func OwnableDomain(text string) (string, error) {
	name, err := NormalizeDomain(text)
	if err != nil {
		return "", err
	}
	return name, checkOwnable(name)
}

func checkOwnable(domain string) error {
	const field = "domain"
	if PublicMail(domain) {
		return Refuse(field, "write the domain of the organization's own addresses",
			"anybody can get an address at %q", domain)
	}
	if suffix, _ := publicsuffix.PublicSuffix(domain); suffix == domain {
		return Refuse(field, "write the domain that the organization has under it", "everybody can register under %q",
			domain)
	}
	return nil
}
