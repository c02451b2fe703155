package model

import (
	"strings"
)

// DemoPrefix marks the organizations that every installation furnishes itself
// with, by their external id.
const DemoPrefix = "gatehouse-demo-"

// Demo reports whether an installation furnished itself with the organization.
func (o Organization) Demo() bool {
	return o.Sample != "" || strings.HasPrefix(o.ExternalID,
		DemoPrefix) // those of earlier versions have only the latter
}

// AdmitsOutside reports whether people of foreign domains may sign in.
func (o Organization) AdmitsOutside() bool { return o.AllowOutside && !o.Demo() }

// DemoCallback is the path where the built-in demonstration app gets its codes.
const DemoCallback = "/demo/callback"
