package scim

// ServiceProviderConfig says what the server at a base address can do (RFC 7643, section 5).
func ServiceProviderConfig(base string) Resource {
	no := map[string]any{"supported": false}
	yes := map[string]any{"supported": true}
	return Resource{
		"schemas":        []any{urnConfiguration},
		"patch":          yes,
		"bulk":           map[string]any{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter":         map[string]any{"supported": true, "maxResults": MaxCount},
		"changePassword": no,
		"sort":           no,
		"etag":           yes,
		"authenticationSchemes": []any{map[string]any{
			"type":        "oauthbearertoken",
			"name":        "Bearer token",
			"description": "The token of the directory in the header Authorization: Bearer",
			"primary":     true,
		}},
		"meta": metaOf("ServiceProviderConfig", base+"/ServiceProviderConfig"),
	}
}

// ResourceTypes lists the kinds of resource.
func ResourceTypes(base string) List {
	var all []Resource
	for _, k := range []Kind{User, Group} {
		all = append(all, ResourceType(base, k))
	}
	return ListResponse(len(all), 1, all)
}

// ResourceType describes a kind of resource (RFC 7643, section 6).
func ResourceType(base string, k Kind) Resource {
	extensions := []any{}
	for _, s := range k.schemas()[1:] {
		extensions = append(extensions, map[string]any{"schema": s.urn, "required": false})
	}
	return Resource{
		"schemas":          []any{urnResourceType},
		"id":               k.Name(),
		"name":             k.Name(),
		"description":      k.schemas()[0].about,
		"endpoint":         k.Endpoint(),
		"schema":           k.URN(),
		"schemaExtensions": extensions,
		"meta":             metaOf("ResourceType", base+"/ResourceTypes/"+k.Name()),
	}
}

// Schemas lists the schemas with their attributes.
func Schemas(base string) List {
	var all []Resource
	for _, k := range []Kind{User, Group} {
		for _, s := range k.schemas() {
			all = append(all, s.document(base))
		}
	}
	return ListResponse(len(all), 1, all)
}

// Schema is one of the schemas by its name.
func Schema(base, urn string) (Resource, bool) {
	for _, k := range []Kind{User, Group} {
		for _, s := range k.schemas() {
			if sameName(s.urn, urn) {
				return s.document(base), true
			}
		}
	}
	return nil, false
}

// document describes a schema (RFC 7643, section 7).
func (s schema) document(base string) Resource {
	return Resource{
		"schemas":     []any{urnSchema},
		"id":          s.urn,
		"name":        s.name,
		"description": s.about,
		"attributes":  describe(s.attributes),
		"meta":        metaOf("Schema", base+"/Schemas/"+s.urn),
	}
}

func describe(attributes []attribute) []any {
	var all []any
	for _, a := range attributes {
		described := map[string]any{
			"name": a.name, "type": string(a.typ), "multiValued": a.multi, "description": a.about,
			"required": a.required, "caseExact": a.exact, "mutability": "readWrite", "returned": "default",
			"uniqueness": "none",
		}
		if a.readOnly {
			described["mutability"] = "readOnly"
		}
		if a.unique {
			described["uniqueness"] = "server"
		}
		if len(a.canonical) > 0 {
			described["canonicalValues"] = a.canonical
		}
		if len(a.refersTo) > 0 {
			described["referenceTypes"] = a.refersTo
		}
		if len(a.subordinate) > 0 {
			described["subAttributes"] = describe(a.subordinate)
		}
		all = append(all, described)
	}
	return all
}

func metaOf(resourceType, location string) map[string]any {
	return map[string]any{"resourceType": resourceType, "location": location}
}
