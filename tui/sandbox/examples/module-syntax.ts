// InsForge's cloud wants a function in this form: an ES module with a default export, and
// TypeScript is welcome. A self-hosted server accepts the save, but it compiles a function
// like a script, so each call answers 500: Unexpected token 'export'.
//
// Give the line below the form that it has in hello-world, take the types away, save, and
// call it again. (The cloud takes code for a script wherever it names a script's exports.)

export default async function (request: Request): Promise<Response> {
  const visits: Visit[] = [
    { path: "/", times: 12 },
    { path: "/about", times: 3 },
  ];
  const wanted = new URL(request.url).searchParams.get("path");
  const found = visits.filter(({ path }) => wanted === null || path === wanted);

  return Response.json(found satisfies Visit[]);
}

interface Visit {
  path: string;
  times: number;
}
