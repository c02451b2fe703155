package service_test

import (
	"context"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

// many makes 10,000 organizations with a connection each.
func many(b *testing.B) *installation {
	b.Helper()
	h := openInstallation(b)
	for batch := range 100 {
		var changes []storage.Change
		for i := range 100 {
			changes = append(changes, h.orgAndConnection(b, batch*100+i)...)
		}
		if err := h.Store.Apply(b.Context(), changes...); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := h.Connections(b.Context(), model.ConnectionQuery{}); err != nil { // loads
		b.Fatal(err)
	}
	return h
}

func BenchmarkOrganizations(b *testing.B) {
	h := many(b)
	for name, q := range map[string]model.OrganizationQuery{
		"open":   {Environment: h.staging},
		"search": {Environment: h.staging, Text: "company 09999"},
		"domain": {Environment: h.staging, Text: "d01234.example.com"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if all, err := h.Organizations(context.Background(), q); err != nil || len(all) == 0 {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}

func BenchmarkConnections(b *testing.B) {
	h := many(b)
	for name, q := range map[string]model.ConnectionQuery{
		"open":   {Environment: h.staging},
		"search": {Environment: h.staging, Text: "company 09999"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if all, err := h.Connections(context.Background(), q); err != nil || len(all) == 0 {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}
