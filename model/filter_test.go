package model_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

// The one evaluator of filters: each field with each operator, and how they
// combine.
func TestFilterMatch(t *testing.T) {
	waiting := failed
	waiting.State, waiting.Deadline, waiting.Receipts = model.Started, noon.Add(time.Minute), 1
	yes, no := model.Filter{}, model.Nothing()
	for name, x := range map[string]struct {
		filter  model.Filter
		session model.Session
		want    bool
	}{
		"everything":     {yes, failed, true},
		"nothing":        {no, failed, false},
		"all of none":    {model.All(), failed, true},
		"all":            {model.All(yes, yes), failed, true},
		"all but one":    {model.Filter{Op: model.OpAll, Of: []model.Filter{yes, no}}, failed, false},
		"any":            {model.Any(no, yes), failed, true},
		"not":            {model.Not(no), failed, true},
		"not not":        {model.Not(model.Not(no)), failed, false},
		"not of nothing": {model.Filter{Op: model.OpNot}, failed, false},
		"unknown operator": {model.Filter{Op: "like", Field: model.FieldID, Values: []string{string(failed.ID)}},
			failed, false},
		"unknown field": {model.Is("colour", "red"), failed, false},

		"id":                {model.Is(model.FieldID, failed.ID), failed, true},
		"part of an id":     {model.Is(model.FieldID, "sess_"), failed, false},
		"one of several":    {model.Is(model.FieldCause, saml.Replay, saml.CertificateMismatch), failed, true},
		"none of several":   {model.Is(model.FieldCause, saml.Replay, saml.WeakKey), failed, false},
		"exact case":        {model.Is(model.FieldEmail, "todd.rundgren@acme.com"), failed, false},
		"any case":          {model.Has(model.FieldEmail, "RUNDGREN@acme"), failed, true},
		"user id":           {model.Has(model.FieldIdPID, "00U"), failed, true},
		"class":             {model.Is(model.FieldClass, saml.InvalidCertificate), failed, true},
		"origin":            {model.Is(model.FieldOrigin, model.FromAdminPortal), failed, false},
		"organization":      {model.Is(model.FieldOrganization, "org_1"), failed, true},
		"organization name": {model.Has(model.FieldOrganizationName, "acme c"), failed, true},
		"connection":        {model.Is(model.FieldConnection, "conn_2"), failed, false},
		"connection name":   {model.Has(model.FieldConnectionName, "okta"), failed, true},
		"trace":             {model.Has(model.FieldTrace, "0000-abcd"), failed, true},
		"claims nothing":    {model.Has(model.FieldClaims, "sess"), failed, false},

		"still waiting":     {model.Is(model.FieldState, model.Started), waiting, true},
		"not yet timed out": {model.Is(model.FieldState, model.TimedOut), waiting, false},
		"answered":          {model.Answered(), waiting, true},
		"not answered":      {model.Answered(), failed, false},
		"readable":          {model.Readable(), failed, true},
		"not ended":         {model.Readable(), waiting, false},

		"called by id":             {model.Called(string(failed.ID)), failed, true},
		"called by trace":          {model.Called("0000-ABCD"), failed, true},
		"called by trace, as said": {model.Called(" 0000abcd "), failed, true},
		"called by a part":         {model.Called("abcd"), failed, false},
	} {
		if got := x.filter.Match(x.session, noon, names); got != x.want {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
	waiting.Deadline = noon
	if !model.Is(model.FieldState, model.TimedOut).Match(waiting, noon, nil) {
		t.Error("at its deadline what waits is not timed out")
	}
	if model.Has(model.FieldOrganizationName, "acme").Match(failed, noon, nil) {
		t.Error("without names there is a name")
	}
}

// Filters are data: as JSON and back they say the same.
func TestFilterIsData(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	leaves := []model.Filter{
		{}, model.Nothing(), model.Answered(), model.Has(model.FieldEmail, "todd"),
		model.Has(model.FieldEmail, "nobody"), model.Is(model.FieldState, model.Failed),
		model.Is(model.FieldState, model.Started), model.Called("0000-ABCD"),
	}
	var grow func(depth int) (model.Filter, bool) // with what it says of the failed session
	grow = func(depth int) (model.Filter, bool) {
		if depth == 0 {
			f := leaves[rng.IntN(len(leaves))]
			return f, f.Match(failed, noon, names)
		}
		a, x := grow(depth - 1)
		b, y := grow(depth - 1)
		switch rng.IntN(3) {
		case 0:
			return model.All(a, b), x && y
		case 1:
			return model.Any(a, b), x || y
		}
		return model.Not(a), !x
	}
	for range 500 {
		f, want := grow(4)
		if got := f.Match(failed, noon, names); got != want {
			t.Fatalf("%+v: %v, want %v", f, got, want)
		}
		var back model.Filter
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if got := back.Match(failed, noon, names); got != want {
			t.Fatalf("%+v after a journey as JSON: %v, want %v", f, got, want)
		}
	}
}
