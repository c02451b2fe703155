package model

import (
	"strings"
)

func (o Organization) Words() []string {
	words := []string{o.Name, o.ExternalID, string(o.ID)}
	for _, x := range o.Domains {
		words = append(words, x.Domain)
	}
	return words
}

func (c Connection) Words() []string {
	return []string{c.Name, c.Type, TypeLabel(c.Type), string(c.ID), c.IdPEntityID, c.Key}
}

// ContainsFold compares without regard to case; lower is lower case already.
func ContainsFold(s, lower string) bool { return strings.Contains(strings.ToLower(s), lower) }
