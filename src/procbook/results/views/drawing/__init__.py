"""What several viewers draw with: small pictures, simplified geometries, escaped HTML."""
