package model_test

import (
	"testing"

	"gatehouse/model"
)

// What to run is said for every form in which an address is known.
func TestSSHCommand(t *testing.T) {
	for address, want := range map[string]string{
		"":                 "ssh invite@HOST",
		"sso.example.com":  "ssh invite@sso.example.com",
		"10.0.0.1:22":      "ssh invite@10.0.0.1",
		"example.com:2222": "ssh -p 2222 invite@example.com",
		"[2001:db8::1]:22": "ssh invite@2001:db8::1",
		"[::1]":            "ssh invite@::1",
		":2222":            "ssh -p 2222 invite@HOST",
	} {
		if got := model.SSHCommand("invite", address); got != want {
			t.Errorf("%q: %s, want %s", address, got, want)
		}
	}
}
