import { expect } from "chai";

import { privateImage } from "../../../components";

describe("privateImage", () => {
  const repository = { accountId: "123456789012", region: "ap-northeast-1", repositoryName: "shop/frontend" };

  for (const rest of ["", ":v1", "@sha256:0123", ":v1@sha256:0123"]) {
    it(`finds the repository of a private image that ends with "${rest}"`, () => {
      const reference = `123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop/frontend${rest}`;
      expect(privateImage(reference)).to.deep.equal(repository);
    });
  }

  for (const reference of ["nginx", "public.ecr.aws/nginx/nginx:1", "12345.dkr.ecr.eu-west-1.amazonaws.com/a"]) {
    it(`takes ${reference} for what it is: from somewhere else`, () => {
      expect(privateImage(reference)).to.equal(undefined);
    });
  }
});
