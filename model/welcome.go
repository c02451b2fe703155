package model

// Welcomed is what a new installation starts with.
type Welcomed struct {
	Environment  Environment
	Organization Organization
	Connection   Connection
	First        bool // made just now
}

// DemoDomain is the email domain of the sample organization (RFC 2606).
const DemoDomain = "acme.example"
