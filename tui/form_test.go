package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
)

func TestFormValidatesWhileTyping(t *testing.T) {
	d := drive(t, 80, 24).keys("tab n").write("Umbrella").keys("tab").write("not a domain")
	d.sees("✗ ")
	d.keys("ctrl+s")
	d.sees("New organization") // nothing was saved
	for range "not a domain" {
		d.keys("backspace")
	}
	d.write("umbrella.example")
	d.missesText("✗ ")
	d.keys("ctrl+s")
	d.sees("made Umbrella")
	d.sees("umbrella.example")
}

func TestFormKeepsWhatWasTypedAfterAnError(t *testing.T) {
	d := drive(t, 80, 24).keys("tab n").write("Umbrella").keys("tab").write("x.example").keys("tab").write(
		"cus_417").keys("enter")
	d.sees("belongs to")
	d.sees("Umbrella")
	d.sees("x.example")
	d.write("2") // the refused field has the focus, and the refusal goes
	d.missesText("belongs to")
	d.keys("ctrl+s")
	d.sees("made Umbrella")
}

func TestFormNeedsItsRequiredFields(t *testing.T) {
	d := drive(t, 80, 24).keys("tab n tab").write("x.example").keys("ctrl+s")
	d.sees("✗ is needed")
	if l := d.line("▌"); !strings.Contains(l, "Name") {
		t.Errorf("the focus is on %s", l)
	}
}

func TestFormAsksBeforeItForgets(t *testing.T) {
	d := drive(t, 80, 24).keys("tab n").write("q?:") // letters are text here
	d.sees("q?:")
	d.keys("esc")
	d.sees("esc again gives up")
	d.keys("esc")
	d.missesText("New organization")
	d.keys("n esc") // an untouched one goes at once
	d.missesText("New organization")
}

func TestFormChoices(t *testing.T) {
	d := drive(t, 80, 24).keys("tab enter a").write("more.example").keys("tab p ctrl+s")
	d.sees("added more.example")
	all, _ := d.services.Organizations(t.Context(), model.OrganizationQuery{Environment: "env_staging", Text: "acme"})
	if got := all[0].Domains[1]; got.State != model.DomainPending {
		t.Errorf("%+v", got)
	}
}

func TestReadOnlyConsoleMakesNothing(t *testing.T) {
	d := drive(t, 80, 24, func(o *setup) { o.ReadOnly = true }).keys("tab n")
	d.sees("this console is read-only")
	d.missesText("New organization")
}
