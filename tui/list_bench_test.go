package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
)

// manyOrganizations is what a large customer base has.
const manyOrganizations = 10_000

// Lists of 10,000 organizations and connections, over a store on disk: from the
// key press to the finished screen.
func BenchmarkTenThousandOrganizations(b *testing.B) {
	services, env := crowded(b, manyOrganizations)
	for _, x := range []struct{ name, keys, text string }{
		{"open organizations", "tab", ""},
		{"search organizations", "tab /", "Customer 9998"},
		{"open connections", "tab tab", ""},
		{"search connections", "tab tab /", "Customer 9998"},
	} {
		b.Run(x.name, func(b *testing.B) {
			keys := strings.Fields(x.keys)
			for b.Loop() {
				b.StopTimer()
				d := drive(b, 80, 24, func(o *setup) { o.Services, o.Environment = services, env })
				if x.text != "" {
					d.keys(x.keys)
				} else {
					d.keys(strings.Join(keys[1:], " "))
				}
				b.StartTimer()
				if x.text == "" {
					d.keys("tab")
				} else {
					d.write(x.text)
				}
				if shown := d.screen(); !strings.Contains(shown, "Customer") {
					b.Fatal(shown)
				}
			}
			if x.text != "" {
				b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/float64(len(x.text)), "ms/letter")
			}
		})
	}
}

// crowded gives services with many organizations, each with a connection.
func crowded(b testing.TB, many int) (*service.Services, model.ID) {
	b.Helper()
	services, store := onStore(b, "http://127.0.0.1:4100")
	welcome, err := services.Welcome(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	c, err := services.Connection(b.Context(), welcome.Connection.ID)
	if err != nil {
		b.Fatal(err)
	}
	o, err := services.Organization(b.Context(), c.OrganizationID)
	if err != nil {
		b.Fatal(err)
	}
	o.ExternalID = "" // it belongs to one alone
	var batch []storage.Change
	for i := range many {
		o.ID, o.Name = model.ID(fmt.Sprintf("org_%08d", i)), fmt.Sprintf("Customer %04d", i)
		o.Domains = []model.Domain{{ID: model.ID(fmt.Sprintf("org_domain_%08d", i)),
			Domain: fmt.Sprintf("customer%d.example", i), State: model.DomainVerified}}
		c.ID, c.OrganizationID, c.Name, c.Key = model.ID(fmt.Sprintf("conn_%08d", i)), o.ID, o.Name+
			" Okta", fmt.Sprintf("key%d", i)
		batch = append(batch,
			storage.Change{Record: model.RecordOf(o, encoded(b, o), o.Created)},
			storage.Change{Record: model.RecordOf(c, encoded(b, c), c.Created)})
		if len(batch) == 200 || i == many-1 {
			if err := store.Apply(b.Context(), batch...); err != nil {
				b.Fatal(err)
			}
			batch = nil
		}
	}
	return services, welcome.Environment.ID
}

func encoded(b testing.TB, noun any) []byte {
	b.Helper()
	data, err := json.Marshal(noun)
	if err != nil {
		b.Fatal(err)
	}
	return data
}
